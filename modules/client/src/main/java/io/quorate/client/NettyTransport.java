package io.quorate.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.quorate.client.core.Habitat;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.Message;
import io.quorate.protocol.ServerMessage;
import io.quorate.protocol.netty.FrameDecoder;
import io.quorate.protocol.netty.FrameEncoder;
import io.quorate.protocol.netty.PrefaceSender;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection at a time on the I/O thread, on which everything here runs. */
final class NettyTransport implements Habitat.Wire {
    private static final int CONNECT_MILLIS = 3_000;

    private final EventLoop loop;
    private final Resolver resolver;
    private final Habitat.Events events;
    private Optional<Link> current = Optional.empty();

    NettyTransport(EventLoop loop, Resolver resolver, Habitat.Events events) {
        this.loop = loop;
        this.resolver = resolver;
        this.events = events;
    }

    @Override
    public void connect(String endpoint) {
        Link link = new Link();
        current = Optional.of(link);
        Endpoint server = Endpoint.of(endpoint);
        resolver.resolve(server.host(), loop, address -> link.connect(address, server.port()), link::end);
    }

    @Override
    public void send(ClientMessage message) {
        current.ifPresent(link -> link.send(message));
    }

    @Override
    public void flush() {
        current.ifPresent(Link::flush);
    }

    @Override
    public void disconnect() {
        current.ifPresent(Link::leave);
    }

    /** One connection from its begin to its end; silent once another has taken its place. */
    private final class Link extends SimpleChannelInboundHandler<Message> {
        private @Nullable Channel channel;
        private boolean unflushed;
        private String failure = "closed the connection";

        Link() {
            super(Message.class);
        }

        private boolean isCurrent() {
            return current.filter(link -> link == this).isPresent();
        }

        void connect(InetAddress address, int port) {
            if (!isCurrent()) {
                return;
            }
            ChannelFuture connecting = new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.SO_KEEPALIVE, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel opened) {
                            opened.pipeline()
                                    .addLast(new FrameEncoder())
                                    .addLast(new PrefaceSender())
                                    .addLast(FrameDecoder.ofClient())
                                    .addLast(Link.this);
                        }
                    })
                    .connect(address, port);
            channel = connecting.channel();
            connecting.addListener(done -> {
                if (!done.isSuccess()) {
                    end(String.valueOf(done.cause().getMessage()));
                }
            });
        }

        void send(ClientMessage message) {
            if (channel != null) {
                unflushed = true;
                channel.write(message, channel.voidPromise());
            }
        }

        void flush() {
            if (unflushed && channel != null) {
                unflushed = false;
                channel.flush();
            }
        }

        void leave() {
            current = Optional.empty();
            flush();
            if (channel != null) {
                channel.close();
            }
        }

        void end(String cause) {
            if (isCurrent()) {
                current = Optional.empty();
                events.disconnected(cause);
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (isCurrent()) {
                events.connected();
            } else {
                context.close();
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Message message) {
            if (!isCurrent()) {
                return;
            }
            if (message instanceof ServerMessage fromServer) {
                events.received(fromServer);
            } else {
                failure = "sent a " + message.getClass().getSimpleName() + ", which only clients send";
                context.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
            Throwable cause =
                    problem instanceof DecoderException && problem.getCause() != null ? problem.getCause() : problem;
            failure = String.valueOf(cause.getMessage());
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(failure);
        }
    }
}
