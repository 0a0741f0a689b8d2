"""A model behind an OpenAI-compatible endpoint: Ollama, llama.cpp, vLLM, a cloud."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.wording.failures import Cause, WordingError
from bot.wording.passages import Passage
from bot.wording.prompt import RULES, data
from bot.wording.reading import LIMITS, Wording

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletionChunk

MOST_BYTES = 1_000_000
"""What is read of a response at most, whatever it holds."""


def open_wording(settings: Settings) -> Wording | None:
    """The model that the settings name; None where they name none. Connects to nothing yet."""
    if settings.llm_base_url is None or settings.llm_model is None:
        return None
    key = settings.llm_api_key.get_secret_value().strip() if settings.llm_api_key else ""
    return EndpointWording(str(settings.llm_base_url), settings.llm_model, key)


class EndpointWording:
    """A `Wording` over `POST {base_url}/chat/completions`, streamed, tried once.

    Args:
        base_url: with the API's version, as in `http://127.0.0.1:11434/v1`.
        api_key: empty where the endpoint needs none.
    """

    def __init__(self, base_url: str, model: str, api_key: str = "") -> None:
        import openai

        http = openai.DefaultAsyncHttpxClient(event_hooks={"response": [_cap]})
        self._model = model
        self._client: AsyncOpenAI = openai.AsyncOpenAI(
            base_url=base_url,
            api_key=api_key or "none",
            max_retries=0,
            timeout=LIMITS.whole,
            http_client=http,
        )

    async def write(self, question: str, passages: Sequence[Passage]) -> AsyncGenerator[str, None]:
        """See `Wording.write`."""
        import openai

        try:
            stream = await self._client.chat.completions.create(
                model=self._model,
                messages=[
                    {"role": "system", "content": RULES},
                    {"role": "user", "content": data(question, passages)},
                ],
                temperature=0,
                stream=True,
            )
            async with stream:
                async for piece in _texts(stream):
                    yield piece
        except openai.APIStatusError as error:
            raise WordingError(_cause(error.status_code), str(error.status_code)) from None
        except openai.APITimeoutError:
            raise WordingError(Cause.TOO_LATE) from None
        except openai.APIConnectionError:
            raise WordingError(Cause.UNREACHABLE) from None
        except (openai.OpenAIError, ValueError, TypeError, AttributeError) as error:
            raise WordingError(Cause.MALFORMED, type(error).__name__) from None

    async def close(self) -> None:
        """See `Wording.close`."""
        await self._client.close()


async def _texts(stream: AsyncIterator[ChatCompletionChunk]) -> AsyncIterator[str]:
    """The text of each chunk, until the model says why it stopped.

    Raises:
        WordingError: where a chunk holds no text where text should be, the stream breaks off, or a
            filter of the endpoint stopped the model.
    """
    came = False
    async for chunk in stream:
        if not chunk.choices:
            continue
        came = True
        choice = chunk.choices[0]
        text = choice.delta.content
        if text is not None and not isinstance(text, str):
            raise WordingError(Cause.MALFORMED, "content is no text")
        if getattr(choice.delta, "refusal", None) or choice.finish_reason == "content_filter":
            raise WordingError(Cause.REFUSED)
        if text:
            yield text
        if choice.finish_reason is not None:
            return
    raise WordingError(Cause.MALFORMED, "broken off") if came else WordingError(Cause.EMPTY)


def _cause(status: int) -> Cause:
    if status == 429:
        return Cause.RATE_LIMITED
    return Cause.SERVER_ERROR if status >= 500 else Cause.REJECTED


async def _cap(response: httpx2.Response) -> None:
    """Has a response fail once more than `MOST_BYTES` of it have come."""
    import httpx2

    class Capped(httpx2.AsyncByteStream):
        def __init__(self, stream: httpx2.AsyncByteStream) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = MOST_BYTES
            async for part in self._stream:
                left -= len(part)
                if left < 0:
                    raise WordingError(Cause.ENDLESS)
                yield part

        async def aclose(self) -> None:
            await self._stream.aclose()

    assert isinstance(response.stream, httpx2.AsyncByteStream)
    response.stream = Capped(response.stream)
