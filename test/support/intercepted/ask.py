"""Asks addresses with one library: `ask.py LIBRARY '[[METHOD, URL, BODY?], …]'`. Prints `{"status", "body"}` for each, a line of JSON."""
import json
import sys
from urllib.parse import urlsplit

HEADERS = {"content-type": "application/json", "authorization": "Bearer tvly-key"}


def with_urllib(method, url, body):
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    try:
        with urlopen(Request(url, data=body, headers=HEADERS, method=method)) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def with_http_client(method, url, body):
    from http.client import HTTPConnection, HTTPSConnection

    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.netloc)
    connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), body, HEADERS)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def with_requests(method, url, body):
    import requests

    answer = requests.request(method, url, data=body, headers=HEADERS)
    return answer.status_code, answer.text


def with_httpx(method, url, body):
    import httpx

    answer = httpx.request(method, url, content=body, headers=HEADERS)
    return answer.status_code, answer.text


def with_httpx_of_its_own(method, url, body):
    """As clients that take nothing from the environment and bring their own roots."""
    import ssl

    import certifi
    import httpx

    roots = ssl.create_default_context(cafile=certifi.where())
    with httpx.Client(trust_env=False, verify=roots) as client:
        answer = client.request(method, url, content=body, headers=HEADERS)
    return answer.status_code, answer.text


def with_aiohttp(method, url, body):
    import asyncio

    import aiohttp

    async def ask():
        async with aiohttp.ClientSession() as session:
            async with session.request(method, url, data=body, headers=HEADERS) as answer:
                return answer.status, await answer.text()

    return asyncio.run(ask())


def main():
    ask = globals()["with_" + sys.argv[1]]
    for method, url, *body in json.loads(sys.argv[2]):
        status, text = ask(method, url, body[0].encode() if body else None)
        print(json.dumps({"status": status, "body": text}))


main()
