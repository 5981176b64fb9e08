package io.quorate.protocol;

import io.quorate.codec.ByteSink;

/** One frame's content. */
public sealed interface Message permits ClientMessage, ServerMessage {
    /** Appends the body, without the type that stands in the frame's header. */
    void write(ByteSink out);
}
