package io.quorate.transport.peer;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.quorate.codec.CodecException;
import io.quorate.log.PeerCodec;
import io.quorate.log.PeerMessage;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** A link that another node has opened: checks its hello, then takes its messages. */
final class IncomingLink extends SimpleChannelInboundHandler<byte[]> {
    private final PeerOptions options;
    private final PeerReceiver receiver;
    private final Consumer<String> warn;
    private Optional<Greeting.Hello> greeted = Optional.empty();

    IncomingLink(PeerOptions options, PeerReceiver receiver, Consumer<String> warn) {
        super(byte[].class);
        this.options = options;
        this.receiver = receiver;
        this.warn = warn;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, byte[] payload) {
        if (greeted.isPresent()) {
            take(greeted.get(), payload);
        } else {
            greet(context, Greeting.readHello(payload));
        }
    }

    private void greet(ChannelHandlerContext context, Greeting.Hello hello) {
        String refusal = refusal(hello);
        if (refusal.isEmpty()) {
            greeted = Optional.of(hello);
            receiver.introduced(hello.from(), hello.clientEndpoint());
            context.writeAndFlush(Greeting.answer(""));
        } else {
            warn.accept("refusing a link from " + context.channel().remoteAddress() + ": " + refusal);
            context.writeAndFlush(Greeting.answer(refusal)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private String refusal(Greeting.Hello hello) {
        if (!hello.clusterId().equals(options.clusterId())) {
            return "node " + hello.from() + " belongs to cluster " + hello.clusterId() + ", node " + options.self()
                    + " to cluster " + options.clusterId() + "; check cluster.members and data.directory of both";
        }
        if (!hello.to().equals(options.self())) {
            return "node " + hello.from() + " looks for node " + hello.to() + " at the address of node "
                    + options.self() + "; correct its cluster.members";
        }
        if (hello.from().equals(options.self())) {
            return "another node has number " + options.self() + " too; give each its own node.id";
        }
        return "";
    }

    private void take(Greeting.Hello from, byte[] payload) {
        PeerCodec.Envelope envelope;
        try {
            envelope = PeerCodec.decode(payload);
        } catch (IllegalArgumentException malformed) {
            throw new CodecException(String.valueOf(malformed.getMessage()));
        }
        PeerMessage message = envelope.message();
        if (message.from() != from.from().value()
                || message.to() != options.self().value()) {
            throw new CodecException("a message from node " + message.from() + " to node " + message.to()
                    + " on the link" + " from node " + from.from() + " to node " + options.self());
        }
        receiver.received(envelope);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        Throwable cause =
                failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof IOException)) {
            warn.accept("closing a link from " + context.channel().remoteAddress() + ": " + cause.getMessage());
        }
        context.close();
    }
}
