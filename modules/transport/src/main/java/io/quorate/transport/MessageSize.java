package io.quorate.transport;

import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.Message;
import io.quorate.protocol.ServerMessage;

/** What a message in memory is charged with. Close enough for bounds, and known before it is encoded. */
final class MessageSize {
    /** Objects, names and numbers of any message. */
    private static final int BASE_BYTES = 256;

    private static final int ACK_BYTES = 24;

    private MessageSize() {}

    static int of(Message message) {
        return BASE_BYTES + variableBytes(message);
    }

    private static int variableBytes(Message message) {
        if (message instanceof ClientMessage.Call call) {
            return call.body().length + ACK_BYTES * call.acks().size();
        } else if (message instanceof ClientMessage.KeepAlive keepAlive) {
            return ACK_BYTES * keepAlive.acks().size();
        } else if (message instanceof ClientMessage.Query query) {
            return query.body().length;
        } else if (message instanceof ServerMessage.Reply reply) {
            return bytes(reply.answer());
        } else if (message instanceof ServerMessage.QueryReply reply) {
            return bytes(reply.answer());
        } else if (message instanceof ServerMessage.Event event) {
            return event.body().length;
        }
        return 0;
    }

    private static int bytes(Answer answer) {
        return answer.body().length + answer.message().length();
    }
}
