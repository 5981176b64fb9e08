package io.quorate.transport.peer;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.quorate.codec.CodecException;
import io.quorate.log.PeerCodec;
import io.quorate.log.PeerMessage;
import io.quorate.log.Standing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A link that another node has opened: checks its hello, then takes its messages. */
final class IncomingLink extends SimpleChannelInboundHandler<byte[]> {
    private final PeerOptions options;
    private final PeerReceiver receiver;
    private final Guests guests;
    private final Complaints complaints;
    private Optional<Greeting.Hello> greeted = Optional.empty();

    IncomingLink(PeerOptions options, PeerReceiver receiver, Guests guests, Complaints complaints) {
        super(byte[].class);
        this.options = options;
        this.receiver = receiver;
        this.guests = guests;
        this.complaints = complaints;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, byte[] payload) {
        if (greeted.isEmpty()) {
            greet(context, payload);
        } else if (payload.length == 0) {
            context.writeAndFlush(payload);
        } else {
            take(greeted.get(), payload);
        }
    }

    private void greet(ChannelHandlerContext context, byte[] payload) {
        Greeting.Hello hello;
        try {
            hello = Greeting.readHello(payload);
        } catch (CodecException strange) {
            refuse(context, host(context), String.valueOf(strange.getMessage()));
            return;
        }
        String refusal = guests.enter(context.channel(), hello);
        if (refusal.isEmpty()) {
            take(context, hello);
        } else {
            refuse(context, nameOf(hello), refusal);
        }
    }

    private void take(ChannelHandlerContext context, Greeting.Hello hello) {
        Standing standing;
        try {
            standing = receiver.met(hello.from(), hello.directory());
        } catch (IOException failure) {
            refuse(
                    context,
                    nameOf(hello),
                    "node " + options.self() + " cannot write down who node " + hello.from() + " is: "
                            + failure.getMessage());
            return;
        }
        greeted = Optional.of(hello);
        if (standing != Standing.DOUBTED) {
            complaints.settled(nameOf(hello));
            receiver.introduced(hello.from(), hello.clientEndpoint(), hello.peerEndpoint());
        } else {
            complaints.about(
                    nameOf(hello),
                    "node " + hello.from() + " has come with another data directory than before: its log is lost, and"
                            + " what it promised with it. It begins anew once the other members agree; when most of"
                            + " them have lost theirs, see `quorate recover`");
            // Whoever is known by its data is not to find its place taken.
            guests.leave(context.channel());
        }
        context.writeAndFlush(Greeting.answer(new Greeting.Answer("", standing, options.directory())));
    }

    private void refuse(ChannelHandlerContext context, String link, String refusal) {
        complaints.about(link, "refusing a link from " + host(context) + ": " + refusal);
        context.writeAndFlush(Greeting.answer(Greeting.Answer.refused(refusal)))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private static String nameOf(Greeting.Hello hello) {
        return "from node " + hello.from() + " at " + hello.clientEndpoint();
    }

    /** The port is another one each time. */
    private static String host(ChannelHandlerContext context) {
        return context.channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getHostString()
                : "an unknown address";
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
                    + " on the link from node " + from.from() + " to node " + options.self());
        }
        receiver.received(envelope, from.directory());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        guests.leave(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        Throwable cause =
                failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
        // Nodes that go away, with or without a word, are told of by the consensus.
        if (!(cause instanceof IOException) && !(cause instanceof ReadTimeoutException)) {
            String link = greeted.map(IncomingLink::nameOf).orElse(host(context));
            complaints.about(link, "closing a link from " + host(context) + ": " + cause.getMessage());
        }
        context.close();
    }
}
