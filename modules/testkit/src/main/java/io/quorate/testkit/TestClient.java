package io.quorate.testkit;

import io.quorate.kernel.Address;
import io.quorate.kernel.AttachResult;
import io.quorate.kernel.CallRequest;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.OpenRequest;
import io.quorate.kernel.OpenResult;
import io.quorate.kernel.Problem;
import io.quorate.kernel.SessionLink;
import io.quorate.recipe.SessionId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A client with a session of its own. The session lives as long as the world's time passes and the client has neither crashed
 * nor closed it; a change of the leader it survives like any client, and sends again what has no answer.
 */
public final class TestClient {
    /** Answers that are not acknowledged, so that they can be repeated and cancelled. */
    private static final int MAX_KEPT = 1_000;

    private final RecipeWorld world;
    private final Duration ttl;
    private final boolean immortal;
    private final byte[] secret = new byte[16];
    private final TreeMap<Long, Reply<?>> calls = new TreeMap<>();
    private final ArrayDeque<Long> answered = new ArrayDeque<>();
    private Link link = new Link();
    private SessionId session = new SessionId(1);
    private long sequence;
    private boolean crashed;
    private Optional<Problem> end = Optional.empty();

    TestClient(RecipeWorld world, String label, Duration ttl, boolean immortal) {
        this.world = world;
        this.ttl = ttl;
        this.immortal = immortal;
        world.kernel().openSession(new OpenRequest(ttl.toMillis(), secret, label, label), link, this::opened);
        world.settle();
    }

    private void opened(OpenResult result) {
        if (result instanceof OpenResult.Opened opened) {
            session = opened.session();
        } else {
            throw new AssertionError(((OpenResult.Refused) result).problem().message());
        }
    }

    public SessionId session() {
        return session;
    }

    /** Calls the world's recipe, or its first one. */
    public <R extends Record> Reply<R> call(String name, String command, Record request, Class<R> reply) {
        return call(world.recipe(), name, command, request, reply);
    }

    /** Calls a recipe of the world. */
    public <R extends Record> Reply<R> call(
            String recipe, String name, String command, Record request, Class<R> reply) {
        return call(world.address(recipe, name), world.contract(recipe), command, request, reply);
    }

    <R extends Record> Reply<R> call(Address address, int contract, String command, Record request, Class<R> reply) {
        if (crashed) {
            throw new IllegalStateException("a client that has crashed calls nobody");
        }
        sequence++;
        CallRequest sent = new CallRequest(sequence, address, contract, command, Bytes.of(request), acknowledged());
        Reply<R> handle = new Reply<>(this, sent, reply);
        calls.put(sequence, handle);
        send(sent);
        return handle;
    }

    /** The oldest answers, once there are too many; nothing more will be heard of them. */
    private List<Long> acknowledged() {
        List<Long> old = new ArrayList<>();
        if (answered.size() > 2 * MAX_KEPT) {
            while (answered.size() > MAX_KEPT) {
                old.add(answered.remove());
            }
            old.forEach(calls::remove);
        }
        return old;
    }

    void send(CallRequest request) {
        world.kernel().call(session, link, request);
        world.settle();
    }

    void cancel(long number) {
        world.kernel().cancel(session, link, number);
        world.settle();
    }

    /** The process dies: nothing is heard of it any more, and its session ends when its time to live is over. */
    public void crash() {
        crashed = true;
        world.kernel().detach(link);
        world.settle();
    }

    /** Ends the session, with all that it holds and waits for. */
    public void closeSession() {
        world.kernel().close(session, link);
        world.settle();
    }

    /** Why the session is over, as far as the client was told. */
    public Optional<String> whyEnded() {
        return end.map(Problem::message);
    }

    Duration ttl() {
        return ttl;
    }

    /** Somebody keeps the session alive. */
    boolean beats() {
        return immortal && !crashed && end.isEmpty();
    }

    void keepAlive() {
        world.kernel().keepAlive(session, link, List.of(), problem -> problem.ifPresent(this::ended));
    }

    /** Goes on at another leader. */
    void reconnect() {
        if (crashed || end.isPresent()) {
            return;
        }
        link = new Link();
        world.kernel().attach(session, secret, link, result -> {
            if (result instanceof AttachResult.Refused refused) {
                ended(refused.problem());
            }
        });
        world.settle();
        List.copyOf(calls.values()).stream()
                .filter(call -> call.isWaiting() && end.isEmpty())
                .forEach(Reply::repeat);
    }

    private void ended(Problem reason) {
        end = Optional.of(reason);
        calls.values().stream()
                .filter(Reply::isWaiting)
                .forEach(call -> call.answered(CallResult.of(CallResult.Kind.NOT_APPLIED, 0, reason)));
    }

    private boolean isOn(Link connection) {
        return !crashed && connection == link;
    }

    /** A connection: what a leader sends to this client. One to an earlier leader is not listened to. */
    private final class Link implements SessionLink {
        @Override
        public void replied(SessionId of, long number, CallResult result) {
            Reply<?> call = calls.get(number);
            if (isOn(this) && call != null) {
                if (call.isWaiting()) {
                    answered.add(number);
                }
                call.answered(result);
                world.heard(call);
            }
        }

        @Override
        public void refused(SessionId of, long number, Problem problem) {
            Reply<?> call = calls.get(number);
            if (isOn(this) && call != null && call.isWaiting()) {
                call.answered(CallResult.of(CallResult.Kind.NOT_APPLIED, 0, problem));
                calls.remove(number);
                world.kernel().skip(session, this, number);
            }
        }

        @Override
        public void ended(SessionId of, Problem reason) {
            if (isOn(this)) {
                TestClient.this.ended(reason);
            }
        }
    }
}
