variable "organization_wide" {
  type        = bool
  default     = false
  description = "True: the rule of AWS Config and Allowed AMIs come from the organisation, not from each account."
}
