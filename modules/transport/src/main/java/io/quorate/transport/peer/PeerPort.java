package io.quorate.transport.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quorate.log.NodeId;
import io.quorate.log.PeerNetwork;
import io.quorate.transport.QuietLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A node's ways to the others and theirs to it. Thread-safe. */
public final class PeerPort implements PeerNetwork, AutoCloseable {
    /** Signs of life and votes have a thread of their own beside the data's. */
    private static final int THREADS = 2;

    private static final long CLOSE_MILLIS = 2_000;

    private final Complaints complaints = new Complaints(new QuietLog(System.getLogger(PeerPort.class.getName())));
    private final PeerOptions options;
    private final EventLoopGroup threads;
    private final ChannelGroup incoming;
    private final Guests guests;
    private final Channel server;
    private volatile Optional<PeerReceiver> receiver = Optional.empty();
    private volatile String introduction = "";
    private final Map<NodeId, Map<Lane, OutgoingLink>> links = new ConcurrentHashMap<>();

    private PeerPort(PeerOptions options) throws IOException {
        this.options = options;
        this.threads = new MultiThreadIoEventLoopGroup(
                THREADS, new DefaultThreadFactory("quorate-peer", true), NioIoHandler.newFactory());
        this.guests = new Guests(options);
        this.incoming = new DefaultChannelGroup(threads.next(), true);
        ChannelFuture bound = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        incoming.add(channel);
                        options.tls()
                                .ifPresent(tls ->
                                        channel.pipeline().addLast(tls.server().newHandler(channel.alloc())));
                        channel.pipeline()
                                .addLast(
                                        new ReadTimeoutHandler(OutgoingLink.SILENCE_SECONDS),
                                        new PeerFrames.Encoder(),
                                        new PeerFrames.Decoder(),
                                        new IncomingLink(options, receiver(), guests, complaints));
                    }
                })
                .bind(options.listen())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stopThreads();
            Throwable cause = bound.cause();
            String address =
                    options.listen().getHostString() + ":" + options.listen().getPort();
            String reason = options.listen().isUnresolved() ? "unknown host" : cause.getMessage();
            throw new IOException("cannot listen on " + address + ": " + reason, cause);
        }
        server = bound.channel();
    }

    /**
     * Takes the address. Nobody is accepted and nothing is sent before {@link #start}.
     *
     * @throws IOException the address cannot be bound; the message names it
     */
    public static PeerPort bind(PeerOptions options) throws IOException {
        return new PeerPort(options);
    }

    /**
     * Accepts links of others, and opens some to these nodes.
     *
     * @param clientEndpoint where clients find this node; told to the other nodes
     */
    public void start(String clientEndpoint, PeerReceiver to, SortedMap<NodeId, InetSocketAddress> nodes) {
        introduction = clientEndpoint;
        receiver = Optional.of(to);
        connect(nodes);
        server.config().setAutoRead(true);
    }

    private PeerReceiver receiver() {
        return receiver.orElseThrow();
    }

    /** The address bound, with the port that was given when any was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** Opens links to these nodes, closes those to others, and leaves this node itself out. */
    public synchronized void connect(SortedMap<NodeId, InetSocketAddress> nodes) {
        links.entrySet().removeIf(each -> {
            boolean gone = !nodes.containsKey(each.getKey());
            if (gone) {
                each.getValue().values().forEach(OutgoingLink::close);
            }
            return gone;
        });
        nodes.forEach((node, address) -> {
            if (!node.equals(options.self()) && !links.containsKey(node)) {
                Map<Lane, OutgoingLink> lanes = new EnumMap<>(Lane.class);
                for (Lane lane : Lane.values()) {
                    OutgoingLink link = new OutgoingLink(
                            options, node, lane, introduction, address, threads.next(), receiver(), complaints);
                    lanes.put(lane, link);
                    link.open();
                }
                links.put(node, lanes);
            }
        });
    }

    @Override
    public void send(NodeId to, Lane lane, byte[] message) {
        Map<Lane, OutgoingLink> lanes = links.get(to);
        if (lanes != null) {
            OutgoingLink link = lanes.get(lane);
            if (link != null) {
                link.send(message);
            }
        }
    }

    @Override
    public boolean hasAddressOf(NodeId node) {
        return links.containsKey(node);
    }

    /** Closes every link and waits for the threads for a bounded time. Idempotent. */
    @Override
    public void close() {
        links.values().forEach(lanes -> lanes.values().forEach(OutgoingLink::close));
        server.close().awaitUninterruptibly();
        incoming.close().awaitUninterruptibly(CLOSE_MILLIS);
        stopThreads();
    }

    private void stopThreads() {
        threads.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_MILLIS);
    }
}
