package io.quorate.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quorate.protocol.ServerMessage.Goodbye;
import io.quorate.protocol.netty.FrameDecoder;
import io.quorate.protocol.netty.FrameEncoder;
import io.quorate.protocol.netty.PrefaceDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The port for clients. Sockets live on its own threads, the messages of their connections on the loop. */
public final class ClientListener implements AutoCloseable {
    /** Name of the handler in front of those that decode. */
    static final String ENCODER = "encoder";

    /** Connections that the system keeps until they are accepted. */
    private static final int BACKLOG = 1_024;

    /** For which {@link #close()} waits for its threads. */
    private static final long CLOSE_MILLIS = 2_000;

    private static final QuietLog LOG = new QuietLog(System.getLogger(ClientListener.class.getName()));

    private final ListenerOptions options;
    private final Executor loop;
    private final ClientConnections connections;
    private final EventLoopGroup threads;
    private final ChannelGroup clients;
    private final Channel server;

    private ClientListener(ListenerOptions options, Executor loop, ClientConnections connections) throws IOException {
        this.options = options;
        this.loop = loop;
        this.connections = connections;
        threads = new MultiThreadIoEventLoopGroup(
                options.threads(), new DefaultThreadFactory("quorate-io", true), NioIoHandler.newFactory());
        clients = new DefaultChannelGroup(threads.next(), true);
        ChannelFuture bound = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        initialize(client);
                    }
                })
                .bind(new InetSocketAddress(options.host(), options.port()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stopThreads();
            throw new IOException(
                    "cannot listen on " + options.host() + ":" + options.port() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        server = bound.channel();
    }

    /**
     * Binds and begins to accept.
     *
     * @param loop runs everything that is called on {@code connections} and what it returns, in order; must not block
     * @throws IOException the address cannot be bound; the message names it
     */
    public static ClientListener open(ListenerOptions options, Executor loop, ClientConnections connections)
            throws IOException {
        return new ClientListener(options, loop, connections);
    }

    /** The address bound, with the port that was given when any was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** Takes no more connections; those open go on. */
    public void stopAccepting() {
        server.close().awaitUninterruptibly();
    }

    /** Waits until the clients told to go have gone, for at most this time. */
    public void awaitIdle(long millis) {
        clients.newCloseFuture().awaitUninterruptibly(millis);
    }

    /** Closes every connection, with what waits for it, and waits for the threads for a bounded time. Idempotent. */
    @Override
    public void close() {
        stopAccepting();
        clients.close().awaitUninterruptibly(CLOSE_MILLIS);
        stopThreads();
    }

    private void stopThreads() {
        threads.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_MILLIS);
    }

    private void initialize(SocketChannel client) {
        ChannelPipeline pipeline = client.pipeline();
        options.tls().ifPresent(tls -> {
            SslHandler handler = tls.newHandler(client.alloc());
            handler.setHandshakeTimeoutMillis(options.tlsHandshakeMillis());
            pipeline.addLast(handler);
        });
        pipeline.addLast(ENCODER, new FrameEncoder());
        clients.add(client);
        if (clients.size() > options.maxConnections()) {
            LOG.warn("refusing client " + ClientChannel.text(client.remoteAddress()) + ": " + options.maxConnections()
                    + " connections are open, the limit");
            client.writeAndFlush(new Goodbye(
                            "OVERLOADED",
                            "this node has " + options.maxConnections() + " client connections, its limit",
                            ""))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        pipeline.addLast(new PrefaceDecoder())
                .addLast(FrameDecoder.ofServer())
                .addLast(new ClientChannel(client, loop, connections, options, LOG));
    }
}
