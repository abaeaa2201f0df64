# Byte order mark, semicolons, quotes, other line ends.
# %% file predictions.csv
lines = [";".join(f'"{cell}"' for cell in line.split(",")) for line in content.splitlines()]
content = b"\xef\xbb\xbf" + "\r\n".join([*lines, "", ""]).encode()
