"""The pages of the audit: published figures beside ours."""
