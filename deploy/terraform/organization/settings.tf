# organization/allowed-images
# The same settings as a declarative policy, which accounts cannot change: in place of those per
# account.
resource "aws_organizations_policy" "allowed_images" {
  name        = "assay-organization-allowed-images"
  description = "The same settings as a declarative policy, which accounts cannot change: in place of those per account."
  type        = "DECLARATIVE_POLICY_EC2"
  content = jsonencode({
    ec2_attributes = {
      allowed_images_settings = {
        state = {
          "@@assign" = "audit_mode"
        }
        image_criteria = {
          criteria_1 = {
            allowed_image_providers = {
              "@@assign" = ["111122223333", "444455556666"]
            }
          }
        }
      }
      exception_message = {
        "@@assign" = "Only AMIs of our own accounts may be launched here. Ask for one with Assay in Slack."
      }
    }
  })
}

resource "aws_organizations_policy_attachment" "allowed_images" {
  for_each  = setintersection(toset(["444455556666"]), lookup(var.attach, "organization/allowed-images", toset([])))
  policy_id = aws_organizations_policy.allowed_images.id
  target_id = each.value
}

# organization/config-rule-production
# The same rule in all accounts of the organisation but those of other environments: in place of those
# per account.
resource "aws_config_organization_managed_rule" "approved_amis_production_eu_west_1" {
  region          = "eu-west-1"
  count           = var.organization_wide ? 1 : 0
  name            = "approved-amis-by-tag-production"
  description     = "Instances run only AMIs that Assay tagged as approved for production"
  rule_identifier = "APPROVED_AMIS_BY_TAG"
  input_parameters = jsonencode({
    amisByTagKeyAndValue = "ami-approved-production:approved"
  })
  resource_types_scope = ["AWS::EC2::Instance"]
  excluded_accounts    = ["111122223333"]
}
