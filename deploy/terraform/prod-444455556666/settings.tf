# prod-444455556666/events-rule
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

# prod-444455556666/events-targets
# Sends them to the bus of the hub, also from another Region.
resource "aws_cloudwatch_event_target" "events_eu_west_1" {
  region    = "eu-west-1"
  rule      = aws_cloudwatch_event_rule.events_eu_west_1.name
  target_id = "hub"
  arn       = "arn:aws:events:eu-west-1:999988887777:event-bus/assay-events"
  role_arn  = aws_iam_role.AssayEvents.arn
}

# prod-444455556666/allowed-images
# Lets the account see and launch only AMIs of our accounts; begins by only marking the others.
resource "aws_ec2_allowed_images_settings" "allowed_images_eu_west_1" {
  region = "eu-west-1"
  count  = var.organization_wide ? 0 : 1
  state  = "audit-mode"

  image_criterion {
    image_providers = ["111122223333", "444455556666"]
  }
}

# prod-444455556666/config-rule
# Has AWS Config report instances whose AMI is not tagged as approved for production.
resource "aws_config_config_rule" "approved_amis_eu_west_1" {
  region      = "eu-west-1"
  count       = var.organization_wide ? 0 : 1
  name        = "approved-amis-by-tag-production"
  description = "Instances run only AMIs that Assay tagged as approved for production"
  input_parameters = jsonencode({
    amisByTagKeyAndValue = "ami-approved-production:approved"
  })

  scope {
    compliance_resource_types = ["AWS::EC2::Instance"]
  }

  source {
    owner             = "AWS"
    source_identifier = "APPROVED_AMIS_BY_TAG"
  }
}
