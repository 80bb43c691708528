"""Reads a delivery report from standard input with two parsers nobody here wrote: Python's own
email package and flufl.bounce, the bounce parser of Mailman. Prints what they found."""

import email
import email.policy
import sys

raw = sys.stdin.buffer.read()
message = email.message_from_bytes(raw)
print("type", message.get_content_type(), message.get_param("report-type"))
print("defects", len(message.defects))
for part in message.walk():
    print("part", part.get_content_type(), "defects", len(part.defects))
    if part.get_content_type() == "message/delivery-status":
        for number, block in enumerate(part.get_payload()):
            for name, value in block.items():
                print("field", number, name, "=", " ".join(str(value).split()))
for name in message.get_payload()[-1].get_payload() and email.message_from_string(
    message.get_payload()[-1].get_payload()
).keys():
    print("returned", name)

if "--flufl" in sys.argv:
    from flufl.bounce import all_failures

    temporary, permanent = all_failures(message)
    print("temporary", ",".join(sorted(a.decode() for a in temporary)))
    print("permanent", ",".join(sorted(a.decode() for a in permanent)))
