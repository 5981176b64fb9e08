package io.quorate.transport.peer;

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
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.quorate.codec.CodecException;
import io.quorate.log.NodeId;
import io.quorate.log.PeerNetwork.Lane;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A link to another node, opened again whenever it breaks; its name is resolved anew each time. What is sent while there is
 * none, or while too much waits, is dropped: whoever sends does so again. Everything but {@link #send} runs on one I/O thread.
 */
final class OutgoingLink {
    /** Bytes that may wait: more than what the log ever has on its way to a member. */
    static final long MAX_WAITING_BYTES = 32L * 1024 * 1024;

    /** A link on which nothing comes for so long is dead, whatever TCP believes: all that is said is answered. */
    static final int SILENCE_SECONDS = 10;

    /** Between two empty frames, which are answered with an empty one. */
    private static final int ECHO_SECONDS = 2;

    private static final int CONNECT_MILLIS = 1_000;
    private static final long MIN_PAUSE_MILLIS = 50;
    private static final long MAX_PAUSE_MILLIS = 1_000;

    /** Nodes that are started together, or one that is started anew, do without a complaint. */
    private static final int ATTEMPTS_BEFORE_COMPLAINT = 8;

    private final PeerOptions options;
    private final NodeId node;
    private final Lane lane;
    private final String clientEndpoint;
    private final InetSocketAddress address;
    private final EventLoop loop;
    private final PeerReceiver receiver;
    private final Complaints complaints;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    // On the I/O thread.
    private Optional<Channel> greeted = Optional.empty();
    private Optional<Channel> connected = Optional.empty();
    private long pauseMillis = MIN_PAUSE_MILLIS;
    private int failedAttempts;
    private boolean closed;

    OutgoingLink(
            PeerOptions options,
            NodeId node,
            Lane lane,
            String clientEndpoint,
            InetSocketAddress address,
            EventLoop loop,
            PeerReceiver receiver,
            Complaints complaints) {
        this.options = options;
        this.node = node;
        this.lane = lane;
        this.clientEndpoint = clientEndpoint;
        this.address = address;
        this.loop = loop;
        this.receiver = receiver;
        this.complaints = complaints;
    }

    void open() {
        loop.execute(this::connect);
    }

    /** Any thread. */
    void send(byte[] payload) {
        if (waitingBytes.addAndGet(payload.length) > MAX_WAITING_BYTES) {
            waitingBytes.addAndGet(-payload.length);
            return;
        }
        waiting.add(payload);
        if (scheduled.compareAndSet(false, true)) {
            try {
                loop.execute(this::write);
            } catch (RejectedExecutionException closing) {
                // The threads are gone, and all links with them.
            }
        }
    }

    private void write() {
        scheduled.set(false);
        for (byte[] next = waiting.poll(); next != null; next = waiting.poll()) {
            int bytes = next.length;
            if (greeted.isPresent()) {
                greeted.get().write(next).addListener(written -> waitingBytes.addAndGet(-bytes));
            } else {
                waitingBytes.addAndGet(-bytes);
            }
        }
        greeted.ifPresent(Channel::flush);
    }

    /** Any thread. */
    void close() {
        loop.execute(() -> {
            closed = true;
            connected.ifPresent(Channel::close);
        });
    }

    private void connect() {
        if (closed) {
            return;
        }
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        options.tls()
                                .ifPresent(tls ->
                                        channel.pipeline().addLast(tls.client().newHandler(channel.alloc())));
                        channel.pipeline()
                                .addLast(
                                        new ReadTimeoutHandler(SILENCE_SECONDS),
                                        new PeerFrames.Encoder(),
                                        new PeerFrames.Decoder(),
                                        new Answers());
                    }
                })
                .connect(InetSocketAddress.createUnresolved(address.getHostString(), address.getPort()));
        connecting.addListener(done -> {
            if (connecting.isSuccess()) {
                failedAttempts = 0;
            } else {
                failed(connecting.cause());
                reconnectLater();
            }
        });
    }

    private void failed(Throwable cause) {
        failedAttempts++;
        if (failedAttempts >= ATTEMPTS_BEFORE_COMPLAINT && !closed) {
            String reason = cause instanceof UnknownHostException ? "unknown host" : String.valueOf(cause.getMessage());
            complaints.about(
                    where(),
                    "cannot reach " + where() + ": " + reason
                            + "; it is tried again all the time: start that node, or correct"
                            + " its address in cluster.members");
        }
    }

    private void reconnectLater() {
        if (!closed) {
            loop.schedule(this::connect, pauseMillis, TimeUnit.MILLISECONDS);
            pauseMillis = Math.min(pauseMillis * 2, MAX_PAUSE_MILLIS);
        }
    }

    private String where() {
        return "node " + node + " at " + address.getHostString() + ":" + address.getPort();
    }

    private void echo(Channel channel) {
        if (channel.isActive()) {
            channel.writeAndFlush(new byte[0]);
            loop.schedule(() -> echo(channel), ECHO_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** What comes back: one answer to the hello, then an empty frame for each empty frame. */
    private final class Answers extends SimpleChannelInboundHandler<byte[]> {
        Answers() {
            super(byte[].class);
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            connected = Optional.of(context.channel());
            context.writeAndFlush(Greeting.hello(new Greeting.Hello(
                    Greeting.VERSION,
                    options.clusterId(),
                    options.self(),
                    node,
                    lane,
                    clientEndpoint,
                    options.advertised(),
                    options.directory(),
                    options.levels())));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, byte[] payload) {
            if (greeted.isEmpty()) {
                answered(context.channel(), Greeting.readAnswer(payload));
            } else if (payload.length > 0) {
                throw new CodecException(payload.length + " bytes where nothing was asked for");
            }
        }

        private void answered(Channel channel, Greeting.Answer answer) {
            if (!answer.refusal().isEmpty()) {
                complaints.about(where(), where() + " refuses the link: " + answer.refusal());
                return;
            }
            greeted = Optional.of(channel);
            pauseMillis = MIN_PAUSE_MILLIS;
            complaints.settled(where());
            receiver.answered(node, answer.directory(), answer.standing());
            echo(channel);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            boolean broken = greeted.isPresent();
            greeted = Optional.empty();
            connected = Optional.empty();
            if (broken && lane == Lane.DATA) {
                receiver.unreachable(node);
            }
            reconnectLater();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            Throwable cause =
                    failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof CodecException) {
                complaints.about(
                        where(),
                        "what listens as " + where() + " does not answer as a node does: " + cause.getMessage()
                                + "; check cluster.members");
            }
            context.close();
        }
    }
}
