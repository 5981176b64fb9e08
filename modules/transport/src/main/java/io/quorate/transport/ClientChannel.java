package io.quorate.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.EncoderException;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.quorate.codec.CodecException;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ServerMessage;
import io.quorate.protocol.ServerMessage.Goodbye;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;

/** End of one client's pipeline. Its handler methods run on the I/O thread, those of {@link Connection} on the loop. */
final class ClientChannel extends ChannelInboundHandlerAdapter implements Connection {
    private final Channel channel;
    private final ClientConnections connections;
    private final QuietLog log;
    private final Inbox inbox;
    private final Outbox outbox;
    private final String remote;

    ClientChannel(
            Channel channel, Executor loop, ClientConnections connections, ListenerOptions options, QuietLog log) {
        this.channel = channel;
        this.connections = connections;
        this.log = log;
        remote = text((InetSocketAddress) channel.remoteAddress());
        outbox = new Outbox(channel, remote, options, log, this::room);
        inbox = new Inbox(channel, loop, options, outbox::hasRoom);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        inbox.open(connections, this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (outbox.isClosing()) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof ClientMessage fromClient) {
            inbox.add(fromClient);
        } else {
            ReferenceCountUtil.release(message);
            refuse("a client sent a " + message.getClass().getSimpleName() + ", which only servers send");
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        inbox.turn();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        outbox.discard();
        inbox.end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        Throwable cause = failure instanceof DecoderException || failure instanceof EncoderException
                ? failure.getCause()
                : failure;
        if (outbox.isClosing()) {
            return;
        }
        if (cause instanceof CodecException && failure instanceof DecoderException) {
            refuse(String.valueOf(cause.getMessage()));
        } else {
            if (!(cause instanceof IOException) || cause instanceof SSLException) {
                log.warn("disconnecting client " + remote + ": " + cause);
            }
            channel.close();
        }
    }

    private void refuse(String why) {
        if (!outbox.isClosing()) {
            log.warn("disconnecting client " + remote + ": " + why);
            channel.pipeline().addAfter(ClientListener.ENCODER, null, new Discard());
            send(new Goodbye("INVALID_REQUEST", why, ""));
            close();
        }
    }

    private void room() {
        inbox.room();
    }

    @Override
    public void send(ServerMessage message) {
        outbox.send(message);
    }

    @Override
    public boolean writable() {
        return outbox.hasRoom();
    }

    @Override
    public void close() {
        outbox.close();
    }

    @Override
    public String remote() {
        return remote;
    }

    @Override
    public boolean loopback() {
        return ((InetSocketAddress) channel.remoteAddress()).getAddress().isLoopbackAddress();
    }

    static String text(InetSocketAddress address) {
        return NetUtil.toSocketAddressString(address);
    }

    /** Drops the bytes that follow a malformed one: where the next frame begins is unknown. */
    private static final class Discard extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            ((ByteBuf) bytes).release();
        }
    }
}
