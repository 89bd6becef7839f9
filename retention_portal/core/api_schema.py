"""Names in the description of the API: a list and one of its rows are told apart by their names, not by numbers."""

from drf_spectacular.openapi import AutoSchema


class PortalSchema(AutoSchema):
    """drf-spectacular's, for views that are functions: a read without a key in its address is a list."""

    def get_operation_id(self) -> str:
        """`plans_list` for /plans/, `plans_retrieve` for /plans/{plan_id}/."""
        name = str(super().get_operation_id())
        if name.endswith("_retrieve") and not self.path.rstrip("/").endswith("}"):
            return f"{name.removesuffix('_retrieve')}_list"
        return name
