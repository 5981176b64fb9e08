package io.quorate.client.core;

import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ReadLevel;
import io.quorate.protocol.ServerMessage.QueryReply;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** All queries of the client. They change nothing, so each is simply asked again until it is answered or too late. */
final class Queries {
    private static final class Open {
        final QueryRequest request;
        final long deadlineNanos;
        final Completion completion;
        int refusals;

        Open(QueryRequest request, long deadlineNanos, Completion completion) {
            this.request = request;
            this.deadlineNanos = deadlineNanos;
            this.completion = completion;
        }
    }

    private final Connection connection;
    private final Transport transport;
    private final SeenRevision seen;
    private final RandomGenerator random;

    private final LinkedHashMap<Long, Open> open = new LinkedHashMap<>();
    private final Set<Long> waiting = new LinkedHashSet<>();
    private final Set<Long> sent = new LinkedHashSet<>();
    private final Deadlines retries = new Deadlines();
    private final Deadlines deadlines = new Deadlines();
    private long bytes;

    Queries(Connection connection, Transport transport, SeenRevision seen, RandomGenerator random) {
        this.connection = connection;
        this.transport = transport;
        this.seen = seen;
        this.random = random;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    long nextWakeNanos() {
        return Math.min(deadlines.nextNanos(), retries.nextNanos());
    }

    void add(long id, QueryRequest request, long deadlineNanos, Completion completion) {
        Optional<QuorateException> problem = RequestCheck.problem(request.target(), request.query(), request.body())
                .or(() -> full(request.body().length));
        if (problem.isPresent()) {
            completion.failed(problem.get());
            return;
        }
        open.put(id, new Open(request, deadlineNanos, completion));
        waiting.add(id);
        deadlines.add(deadlineNanos, id);
        bytes += request.body().length;
    }

    private Optional<QuorateException> full(int more) {
        if (open.size() < ClientLimits.MAX_QUERIES && bytes + more <= ClientLimits.MAX_REQUEST_BYTES) {
            return Optional.empty();
        }
        return Optional.of(QuorateException.of(
                ErrorCode.OVERLOADED,
                CallOutcome.NOT_APPLIED,
                "this client has " + open.size() + " queries of " + bytes + " bytes open, allowed are "
                        + ClientLimits.MAX_QUERIES + " and " + ClientLimits.MAX_REQUEST_BYTES + " bytes"));
    }

    void send() {
        while (connection.isOpen() && !waiting.isEmpty() && sent.size() < ClientLimits.MAX_SENT_QUERIES) {
            long id = waiting.iterator().next();
            waiting.remove(id);
            Open query = open.get(id);
            if (query != null) {
                sent.add(id);
                QueryRequest request = query.request;
                long minRevision = request.level() == ReadLevel.SESSION ? seen.value() : 0;
                transport.send(new ClientMessage.Query(
                        id, request.level(), minRevision, request.target(), request.query(), request.body()));
            }
        }
    }

    void replied(Moment now, QueryReply reply) {
        Open query = open.get(reply.correlation());
        if (query == null || !sent.remove(reply.correlation())) {
            sent.remove(reply.correlation());
            return;
        }
        Answer answer = reply.answer();
        if (answer.kind() == Answer.Kind.OK) {
            connection.proven();
            seen.see(answer.revision());
            end(reply.correlation(), query);
            query.completion.replied(answer.revision(), answer.body());
            return;
        }
        Reaction reaction = Reaction.to(answer.code());
        if (reaction == Reaction.TELL) {
            end(reply.correlation(), query);
            query.completion.failed(QuorateException.of(answer.code(), CallOutcome.NOT_APPLIED, answer.message()));
            return;
        }
        query.refusals++;
        retries.add(now.nanos() + ClientLimits.REFUSED.nanos(query.refusals, random), reply.correlation());
        if (reaction == Reaction.MOVE) {
            connection.drop(now, answer.message());
        }
    }

    /** The caller does not want the reply any more. */
    void cancel(long id) {
        Open query = open.get(id);
        if (query != null) {
            end(id, query);
        }
    }

    void tick(Moment now) {
        for (Optional<Long> id = deadlines.poll(now); id.isPresent(); id = deadlines.poll(now)) {
            Open late = open.get(id.get());
            if (late != null) {
                end(id.get(), late);
                late.completion.failed(tooLate(late));
            }
        }
        for (Optional<Long> id = retries.poll(now); id.isPresent(); id = retries.poll(now)) {
            if (open.containsKey(id.get())) {
                waiting.add(id.get());
            }
        }
        send();
    }

    private QuorateException tooLate(Open query) {
        return connection.isOpen()
                ? QuorateException.of(
                        ErrorCode.DEADLINE_EXCEEDED,
                        CallOutcome.NOT_APPLIED,
                        "no reply to query '" + query.request.query() + "' before its deadline")
                : QuorateException.of(ErrorCode.UNREACHABLE, CallOutcome.NOT_APPLIED, connection.failure());
    }

    /** What was sent is asked again on the next connection, before what came later. */
    void broken() {
        Set<Long> again = new LinkedHashSet<>(sent);
        again.addAll(waiting);
        sent.clear();
        waiting.clear();
        waiting.addAll(again);
    }

    void failAll(QuorateException failure) {
        for (Long id : List.copyOf(open.keySet())) {
            Open query = open.get(id);
            if (query != null) {
                end(id, query);
                query.completion.failed(failure);
            }
        }
    }

    private void end(long id, Open query) {
        open.remove(id);
        waiting.remove(id);
        deadlines.remove(query.deadlineNanos, id);
        bytes -= query.request.body().length;
    }
}
