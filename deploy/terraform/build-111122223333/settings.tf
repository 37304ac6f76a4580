# build-111122223333/events-rule
# Picks the events Assay wants to hear of.
resource "aws_cloudwatch_event_rule" "events_eu_west_1" {
  region      = "eu-west-1"
  name        = "assay-events"
  description = "What Assay hears of within seconds"
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

resource "aws_cloudwatch_event_rule" "events_us_east_1" {
  region      = "us-east-1"
  name        = "assay-events"
  description = "What Assay hears of within seconds"
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

# build-111122223333/events-targets
# Sends them to the bus of the hub, also from another Region.
resource "aws_cloudwatch_event_target" "events_eu_west_1" {
  region    = "eu-west-1"
  rule      = aws_cloudwatch_event_rule.events_eu_west_1.name
  target_id = "hub"
  arn       = "arn:aws:events:eu-west-1:999988887777:event-bus/assay-events"
  role_arn  = aws_iam_role.AssayEvents.arn
}

resource "aws_cloudwatch_event_target" "events_us_east_1" {
  region    = "us-east-1"
  rule      = aws_cloudwatch_event_rule.events_us_east_1.name
  target_id = "hub"
  arn       = "arn:aws:events:eu-west-1:999988887777:event-bus/assay-events"
  role_arn  = aws_iam_role.AssayEvents.arn
}
