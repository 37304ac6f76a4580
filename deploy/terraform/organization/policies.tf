# organization/only-assay-approves-1
# Forbids everybody but Assay's writer role to write or remove approval tags.
resource "aws_organizations_policy" "only_assay_approves_1" {
  name        = "assay-organization-only-assay-approves-1"
  description = "Forbids everybody but Assay's writer role to write or remove approval tags."
  type        = "SERVICE_CONTROL_POLICY"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "OnlyAssayApproves"
        Effect   = "Deny"
        Action   = ["ec2:CreateTags", "ec2:DeleteTags"]
        Resource = "arn:aws:ec2:*::image/*"
        Condition = {
          "ForAnyValue:StringEqualsIgnoreCase" = {
            "aws:TagKeys" = ["ami-approved-production", "ec2:SharedTag/ami-approved-production"]
          }
          ArnNotLike = {
            "aws:PrincipalArn" = ["arn:aws:iam::111122223333:role/AssayWorker", "arn:aws:iam::444455556666:role/AssayWorker"]
          }
        }
      },
      {
        Sid      = "OnlyAssayWritesItsRecords"
        Effect   = "Deny"
        Action   = ["ec2:CreateTags", "ec2:DeleteTags"]
        Resource = ["arn:aws:ec2:*::image/*", "arn:aws:ec2:*::snapshot/*"]
        Condition = {
          "ForAnyValue:StringLike" = {
            "aws:TagKeys" = ["assay:*", "ec2:SharedTag/assay:*"]
          }
          ArnNotLike = {
            "aws:PrincipalArn" = ["arn:aws:iam::111122223333:role/AssayWorker", "arn:aws:iam::444455556666:role/AssayWorker"]
          }
        }
      },
      {
        Sid      = "NobodyWipesAllTags"
        Effect   = "Deny"
        Action   = "ec2:DeleteTags"
        Resource = "arn:aws:ec2:*::image/*"
        Condition = {
          Null = {
            "aws:TagKeys" = "true"
          }
          ArnNotLike = {
            "aws:PrincipalArn" = ["arn:aws:iam::111122223333:role/AssayWorker", "arn:aws:iam::444455556666:role/AssayWorker"]
          }
        }
      },
    ]
  })
}

resource "aws_organizations_policy_attachment" "only_assay_approves_1" {
  for_each  = setintersection(toset(["111122223333", "444455556666"]), lookup(var.attach, "organization/only-assay-approves-1", toset([])))
  policy_id = aws_organizations_policy.only_assay_approves_1.id
  target_id = each.value
}

# organization/launch-gate-production
# Forbids launching AMIs that are not approved for production. Service-linked roles are not bound by
# it.
resource "aws_organizations_policy" "launch_gate_production" {
  name        = "assay-organization-launch-gate-production"
  description = "Forbids launching AMIs that are not approved for production. Service-linked roles are not bound by it."
  type        = "SERVICE_CONTROL_POLICY"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "OnlyOurImages"
        Effect = "Deny"
        Action = [
          "ec2:CreateFleet",
          "ec2:CreateReplaceRootVolumeTask",
          "ec2:ModifyFleet",
          "ec2:RequestSpotFleet",
          "ec2:RequestSpotInstances",
          "ec2:RunInstances",
        ]
        Resource = "arn:aws:ec2:*::image/*"
        Condition = {
          StringNotEquals = {
            "ec2:Owner" = ["111122223333", "444455556666"]
          }
        }
      },
      {
        Sid    = "OnlyApprovedImages"
        Effect = "Deny"
        Action = [
          "ec2:CreateFleet",
          "ec2:CreateReplaceRootVolumeTask",
          "ec2:ModifyFleet",
          "ec2:RequestSpotFleet",
          "ec2:RequestSpotInstances",
          "ec2:RunInstances",
        ]
        Resource = "arn:aws:ec2:*::image/*"
        Condition = {
          StringNotEquals = {
            "aws:ResourceTag/ec2:SharedTag/ami-approved-production" = "approved"
          }
        }
      },
    ]
  })
}

resource "aws_organizations_policy_attachment" "launch_gate_production" {
  for_each  = setintersection(toset(["444455556666"]), lookup(var.attach, "organization/launch-gate-production", toset([])))
  policy_id = aws_organizations_policy.launch_gate_production.id
  target_id = each.value
}

# organization/no-way-round-production
# Forbids the ways round the launch gate of production: root disks from snapshots, unpinned templates,
# copied approvals.
resource "aws_organizations_policy" "no_way_round_production" {
  name        = "assay-organization-no-way-round-production"
  description = "Forbids the ways round the launch gate of production: root disks from snapshots, unpinned templates, copied approvals."
  type        = "SERVICE_CONTROL_POLICY"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "NoRootDiskFromSnapshots"
        Effect   = "Deny"
        Action   = "ec2:CreateReplaceRootVolumeTask"
        Resource = "arn:aws:ec2:*::snapshot/*"
      },
      {
        Sid      = "OnlyPinnedTemplates"
        Effect   = "Deny"
        Action   = ["autoscaling:CreateAutoScalingGroup", "autoscaling:UpdateAutoScalingGroup"]
        Resource = "*"
        Condition = {
          Bool = {
            "autoscaling:LaunchTemplateVersionSpecified" = "false"
          }
        }
      },
      {
        Sid      = "NoLaunchConfigurations"
        Effect   = "Deny"
        Action   = "autoscaling:CreateLaunchConfiguration"
        Resource = "*"
      },
      {
        Sid      = "NoGroupsFromLaunchConfigurations"
        Effect   = "Deny"
        Action   = ["autoscaling:CreateAutoScalingGroup", "autoscaling:UpdateAutoScalingGroup"]
        Resource = "*"
        Condition = {
          Null = {
            "autoscaling:LaunchConfigurationName" = "false"
          }
        }
      },
      {
        Sid      = "OnlyAssayCopiesAndRestores"
        Effect   = "Deny"
        Action   = ["ec2:CopyImage", "ec2:CreateRestoreImageTask"]
        Resource = "arn:aws:ec2:*::image/*"
        Condition = {
          ArnNotLike = {
            "aws:PrincipalArn" = ["arn:aws:iam::444455556666:role/AssayWorker"]
          }
        }
      },
    ]
  })
}

resource "aws_organizations_policy_attachment" "no_way_round_production" {
  for_each  = setintersection(toset(["444455556666"]), lookup(var.attach, "organization/no-way-round-production", toset([])))
  policy_id = aws_organizations_policy.no_way_round_production.id
  target_id = each.value
}
