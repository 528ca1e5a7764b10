"""The storefront: one file a family of pages. A view reads, and gives a page of view models."""
