"""What a form says when something is missing."""


def missing(verb: str, label: str) -> str:
    """`Enter the email address`, `Enter your name`, `Select the system`; a question is asked to
    be answered, and a label that is an order already is repeated."""
    if not label:
        return f"{verb} a value"
    if label.endswith("?"):
        return f"Answer “{label}”"
    if label.lower().startswith(("choose ", "enter ", "select ", "tell us ", "say ")):
        return label
    article = "" if label.lower().startswith(("your ", "the ", "a ", "an ")) else "the "
    return f"{verb} {article}{_lower_first(label)}"


def _lower_first(label: str) -> str:
    """The label inside a sentence: `Email address` → `email address`; abbreviations such as `GMC` stay."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
