# hub/queue
# The queue Assay reads events from. Make the one for undeliverable messages first.
resource "aws_sqs_queue" "queue" {
  region                     = "eu-west-1"
  name                       = "assay-events"
  message_retention_seconds  = 86400
  visibility_timeout_seconds = 60
  receive_wait_time_seconds  = 20
  sqs_managed_sse_enabled    = true
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "dead" {
  region                  = "eu-west-1"
  name                    = "assay-events-dead"
  sqs_managed_sse_enabled = true
}

# hub/events-rule
# Takes the events that arrive on the bus of the hub.
resource "aws_cloudwatch_event_rule" "events_eu_west_1" {
  region         = "eu-west-1"
  name           = "assay-events"
  description    = "What Assay hears of within seconds"
  event_bus_name = aws_cloudwatch_event_bus.assay_events.name
  event_pattern = jsonencode({
    source = ["aws.ec2", "aws.config", "aws.imagebuilder"]
    detail-type = [
      "EC2 Instance State-change Notification",
      "EC2 AMI State Change",
      "Config Rules Compliance Change",
      "EC2 Image Builder Image State Change",
      "EC2 Image Builder Workflow Step Waiting",
    ]
  })
  state = "ENABLED"
}

# hub/events-targets
# Puts them into the queue.
resource "aws_cloudwatch_event_target" "events_eu_west_1" {
  region         = "eu-west-1"
  rule           = aws_cloudwatch_event_rule.events_eu_west_1.name
  event_bus_name = aws_cloudwatch_event_bus.assay_events.name
  target_id      = "queue"
  arn            = aws_sqs_queue.queue.arn
}
