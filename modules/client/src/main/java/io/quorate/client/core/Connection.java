package io.quorate.client.core;

import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ProtocolLimits;
import io.quorate.protocol.ServerMessage;
import io.quorate.protocol.ServerMessage.Goodbye;
import io.quorate.protocol.ServerMessage.Members;
import io.quorate.protocol.ServerMessage.Welcome;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Keeps one connection to some server: endpoints in turn, the handshake, pauses between attempts. */
final class Connection {
    /** What the rest of the client learns of the connection. */
    interface Owner {
        /** Calls are waiting or a session is alive, which only the leader can serve. */
        boolean needsLeader();

        void established(Moment now);

        /** An established connection is gone. */
        void broken(Moment now);

        /** The cluster does not know what this client has seen of it: nothing of before holds. */
        void restored(Moment now, String message);

        /** No endpoint takes this client. */
        void refused(QuorateException refusal);
    }

    private enum Phase {
        WAITING,
        CONNECTING,
        GREETING,
        OPEN,
        /** Open, and told to go: what was sent is still answered. */
        LEAVING,
        CLOSED
    }

    private static final int NO_EPOCH = -1;

    private final CoreOptions options;
    private final Transport transport;
    private final RandomGenerator random;
    private final Owner owner;
    private final Endpoints endpoints;

    private Phase phase = Phase.WAITING;
    private String endpoint = "";
    private String clusterId = "";
    private int epoch = NO_EPOCH;
    private String leader = "";
    /** Why the server told this client to go. */
    private String parting = "";

    private int failures;
    private int refusals;
    /** Servers in a row that did not answer: when all are slow, leaving them sooner would make them slower. */
    private int silences;

    private long wakeNanos;

    // Newest last, by endpoint, since something worked.
    private final Map<String, String> lastFailures = new LinkedHashMap<>();

    Connection(CoreOptions options, Transport transport, RandomGenerator random, Owner owner) {
        this.options = options;
        this.transport = transport;
        this.random = random;
        this.owner = owner;
        this.endpoints = new Endpoints(options.endpoints());
    }

    boolean isOpen() {
        return phase == Phase.OPEN || phase == Phase.LEAVING;
    }

    /** The server will end the connection, and takes nothing new. */
    boolean isLeaving() {
        return phase == Phase.LEAVING;
    }

    /** Where was tried, and why there is no connection, for people. */
    String failure() {
        String attempt = switch (phase) {
            case CONNECTING -> endpoint + " has not taken the connection yet";
            case GREETING -> endpoint + " took the connection and has not answered yet";
            default -> lastFailures.isEmpty() ? "nothing was tried yet" : "";
        };
        String separator = lastFailures.isEmpty() || attempt.isEmpty() ? "" : "; now: ";
        String last = lastFailures.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining("; "));
        return "no connection to " + endpoints + "; last: " + last + separator + attempt;
    }

    /** For an answer that any server gives at once, in ns. */
    long answerNanos() {
        return ClientLimits.ANSWER_NANOS << Math.min(silences, ClientLimits.MAX_ANSWER_DOUBLINGS);
    }

    /** From the start of a connection to the welcome: a round trip or two for the network, one for the server. */
    private long establishNanos() {
        return 2 * answerNanos();
    }

    long nextWakeNanos() {
        return phase == Phase.OPEN || phase == Phase.CLOSED ? Moment.NEVER : wakeNanos;
    }

    void tick(Moment now) {
        if (now.nanos() < nextWakeNanos()) {
            return;
        }
        if (phase == Phase.WAITING) {
            phase = Phase.CONNECTING;
            endpoint = endpoints.next(now);
            wakeNanos = now.nanos() + establishNanos();
            transport.connect(endpoint);
        } else if (phase == Phase.LEAVING) {
            leave(now);
        } else {
            abandon(now, "no answer to the handshake within " + establishNanos() / 1_000_000 + " ms");
        }
    }

    void connected() {
        if (phase == Phase.CONNECTING) {
            phase = Phase.GREETING;
            transport.send(new Hello(
                    ProtocolLimits.MIN_VERSION,
                    ProtocolLimits.MAX_VERSION,
                    clusterId,
                    epoch,
                    options.credential(),
                    options.clientName()));
        }
    }

    void disconnected(Moment now, String cause) {
        if (phase == Phase.CONNECTING) {
            // The others may go on for a while to call it their leader.
            endpoints.avoid(endpoint, now.nanos() + ClientLimits.DOWN_NANOS);
        }
        if (phase != Phase.CLOSED && phase != Phase.WAITING) {
            retry(now, cause);
        }
    }

    /** Before the welcome only a welcome or goodbye may come. */
    void greeted(Moment now, ServerMessage message) {
        if (phase != Phase.GREETING) {
            return;
        }
        if (message instanceof Welcome welcome) {
            welcomed(now, welcome);
        } else {
            drop(now, "answered the handshake with a " + message.getClass().getSimpleName());
        }
    }

    private void welcomed(Moment now, Welcome welcome) {
        if (welcome.version() < ProtocolLimits.MIN_VERSION || welcome.version() > ProtocolLimits.MAX_VERSION) {
            refused(now, ErrorCode.INCOMPATIBLE, "speaks protocol version " + welcome.version());
        } else if (!clusterId.isEmpty() && !clusterId.equals(welcome.clusterId())) {
            refused(
                    now,
                    ErrorCode.INCOMPATIBLE,
                    "belongs to cluster " + welcome.clusterId() + ", this client to cluster " + clusterId);
        } else {
            join(now, welcome);
        }
    }

    private void join(Moment now, Welcome welcome) {
        // In a later epoch a session may live on: who has to end is told so by the server.
        if (welcome.epoch() < epoch) {
            owner.restored(now, "the cluster went from epoch " + epoch + " back to " + welcome.epoch());
        }
        clusterId = welcome.clusterId();
        epoch = welcome.epoch();
        leader = welcome.leads() ? "" : welcome.leader();
        endpoints.learn(welcome.endpoints());
        refusals = 0;
        if (!leader.isEmpty() && !leader.equals(endpoint) && owner.needsLeader()) {
            drop(now, "does not lead, " + leader + " does");
        } else {
            phase = Phase.OPEN;
            owner.established(now);
        }
    }

    /** Something of this epoch came, which is later than that of the welcome when a namespace was restored since. */
    void reached(int seen) {
        epoch = Math.max(epoch, seen);
    }

    /** The members have changed. */
    void learn(Members members) {
        endpoints.learn(members.endpoints());
    }

    void goodbye(Moment now, Goodbye goodbye) {
        leader = goodbye.leader();
        if (goodbye.code().equals(ErrorCode.CLUSTER_RESTORED.name())) {
            // The cluster may go by another name since then.
            clusterId = "";
            epoch = NO_EPOCH;
            owner.restored(now, goodbye.message());
            drop(now, goodbye.message());
        } else if (goodbye.code().equals(ErrorCode.INCOMPATIBLE.name())) {
            refused(now, ErrorCode.INCOMPATIBLE, goodbye.message());
        } else if (goodbye.code().equals(ErrorCode.UNAUTHENTICATED.name())) {
            refused(now, ErrorCode.UNAUTHENTICATED, goodbye.message());
        } else if (goodbye.code().equals(ErrorCode.NOT_SERVING.name()) && phase == Phase.OPEN) {
            phase = Phase.LEAVING;
            wakeNanos = now.nanos() + ClientLimits.LEAVE_NANOS;
            parting = text(goodbye);
        } else {
            drop(now, text(goodbye));
        }
    }

    private static String text(Goodbye goodbye) {
        return goodbye.message() + " [" + goodbye.code() + "]";
    }

    /** Goes, told to by the server before. */
    void leave(Moment now) {
        drop(now, parting);
    }

    /** The connection has done real work: the next failure is a first one again. */
    void proven() {
        failures = 0;
        silences = 0;
        lastFailures.clear();
    }

    /** Leaves a server that does not answer, and tries the others first for a while. */
    void abandon(Moment now, String cause) {
        endpoints.avoid(endpoint, now.nanos() + ClientLimits.AVOID_NANOS);
        drop(now, cause);
        silences++;
    }

    /** Leaves this server for another one. */
    void drop(Moment now, String cause) {
        if (phase != Phase.WAITING && phase != Phase.CLOSED) {
            transport.disconnect();
            retry(now, cause);
        }
    }

    void close() {
        if (phase != Phase.WAITING && phase != Phase.CLOSED) {
            transport.disconnect();
        }
        phase = Phase.CLOSED;
    }

    private void refused(Moment now, ErrorCode code, String message) {
        drop(now, message);
        refusals++;
        if (refusals >= endpoints.count()) {
            owner.refused(QuorateException.of(code, CallOutcome.NOT_APPLIED, failure()));
        }
    }

    private void retry(Moment now, String cause) {
        boolean wasOpen = isOpen();
        phase = Phase.WAITING;
        failures++;
        int rounds = (failures - 1) / endpoints.count() + 1;
        wakeNanos = now.nanos() + ClientLimits.RECONNECT.nanos(rounds, random);
        lastFailures.keySet().retainAll(endpoints.all());
        lastFailures.remove(endpoint);
        lastFailures.put(endpoint, cause);
        endpoints.prefer(leader);
        leader = "";
        if (wasOpen) {
            owner.broken(now);
        }
    }
}
