package io.quorate.client;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.AttachSession;
import io.quorate.protocol.ClientMessage.Call;
import io.quorate.protocol.ClientMessage.CloseSession;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ClientMessage.KeepAlive;
import io.quorate.protocol.ClientMessage.OpenSession;
import io.quorate.protocol.ServerMessage;
import io.quorate.protocol.ServerMessage.KeepAliveAck;
import io.quorate.protocol.ServerMessage.Reply;
import io.quorate.protocol.ServerMessage.SessionAttached;
import io.quorate.protocol.ServerMessage.SessionEnded;
import io.quorate.protocol.ServerMessage.SessionOpened;
import io.quorate.protocol.ServerMessage.Welcome;
import io.quorate.protocol.netty.FrameDecoder;
import io.quorate.protocol.netty.FrameEncoder;
import io.quorate.protocol.netty.PrefaceDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/** A server on a real port with real frames that knows just enough, and does instead what a test wants. */
final class FakeServer implements AutoCloseable {
    static final long SESSION = 77;

    final Queue<ClientMessage> received = new ConcurrentLinkedQueue<>();
    private final MultiThreadIoEventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BiPredicate<Channel, ClientMessage> instead;
    private final Channel listener;

    /**
     * @param instead whether the test has dealt with the message
     */
    FakeServer(BiPredicate<Channel, ClientMessage> instead) {
        this.instead = instead;
        listener = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        client.pipeline()
                                .addLast(
                                        new FrameEncoder(),
                                        new PrefaceDecoder(),
                                        FrameDecoder.ofServer(),
                                        new Client());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    static FakeServer plain() {
        return new FakeServer((client, message) -> false);
    }

    String endpoint() {
        return "127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort();
    }

    <T extends ClientMessage> List<T> received(Class<T> type) {
        return received.stream().filter(type::isInstance).map(type::cast).toList();
    }

    static void garbage(Channel client) {
        client.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    }

    static void reply(Channel client, Call call, byte[] body) {
        client.writeAndFlush(new Reply(call.session(), call.sequence(), Answer.ok(call.sequence(), body)));
    }

    @Override
    public void close() {
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Client extends SimpleChannelInboundHandler<ClientMessage> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ClientMessage message) {
            received.add(message);
            if (!instead.test(context.channel(), message)) {
                ServerMessage answer = answer(message);
                if (answer != null) {
                    context.writeAndFlush(answer);
                }
            }
        }

        private ServerMessage answer(ClientMessage message) {
            if (message instanceof Hello) {
                return new Welcome(1, "c-1", 0, 1, true, "", List.of(), 1_000, 300_000);
            } else if (message instanceof OpenSession open) {
                return new SessionOpened(open.correlation(), SESSION, open.ttlMillis());
            } else if (message instanceof AttachSession attach) {
                return new SessionAttached(attach.correlation(), attach.session(), 1, 0, 0);
            } else if (message instanceof KeepAlive keepAlive) {
                return new KeepAliveAck(keepAlive.correlation(), keepAlive.session());
            } else if (message instanceof CloseSession close) {
                return new SessionEnded(close.session(), "CLOSED", "closed by its client");
            } else if (message instanceof Call call) {
                return new Reply(call.session(), call.sequence(), Answer.ok(call.sequence(), call.body()));
            }
            return null;
        }
    }
}
