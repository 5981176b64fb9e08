package io.quorate.simulation.check;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Campaign;
import io.quorate.recipe.election.api.ElectionContract.Elected;
import io.quorate.recipe.election.api.ElectionContract.Prepare;
import io.quorate.recipe.election.api.ElectionContract.Resign;
import io.quorate.recipe.election.api.ElectionContract.Yield;
import io.quorate.recipe.election.api.ElectionDescription;
import io.quorate.recipe.election.api.LeaderView.Leader;
import io.quorate.simulation.check.OrderSearch.Act;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Elections are linearizable by what clients saw and by when sessions ended: for each there is an order of elections, refusals, looks
 * and ends of terms in which one leads at a time. A term ends when its leader resigns or yields, some time after it has said that it
 * is to hand over, some time after its session has ended, or some time after its caller had given up. Tokens are not trusted; they
 * say what to try first.
 */
public final class ElectionsHaveAnOrder implements Invariant {
    /** Nobody leads; operations are numbered from 1 on. */
    private static final long NOBODY = 0;

    private static final long FIRST = -1;
    private static final long LAST = Long.MAX_VALUE;

    private final Verdict verdict;
    private final Map<Operation, Optional<Ending>> operations = new LinkedHashMap<>();
    private final Map<Operation, Long> givenUpNanos = new HashMap<>();
    private final Map<SessionId, Long> overNanos = new HashMap<>();

    /** Revisions of tokens of each election, by the number of the operation that asked, as applied. */
    private final Map<String, TreeMap<Long, Long>> tokens = new HashMap<>();

    /** Not behind the present. */
    private long nanos;

    ElectionsHaveAnOrder(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void invoked(Operation operation) {
        nanos = operation.invokedNanos();
        if (operation.recipe().equals(ElectionContract.RECIPE) && Places.lasts(operation.instance())) {
            operations.put(operation, Optional.empty());
        }
    }

    @Override
    public void ended(Operation operation, Ending ending) {
        nanos = ending.nanos();
        operations.computeIfPresent(operation, (key, open) -> Optional.of(ending));
    }

    @Override
    public void givenUp(Operation operation) {
        givenUpNanos.put(operation, nanos);
    }

    @Override
    public void sessionEnding(SessionId session) {
        overNanos.putIfAbsent(session, nanos);
    }

    @Override
    public void elected(String election, FencingToken token, SessionId session, String label) {
        tokens.computeIfAbsent(election, key -> new TreeMap<>()).put(Long.parseLong(label), token.revision());
    }

    @Override
    public void finished(FinalState state) {
        Map<FencingToken, Operation> askedFor = new HashMap<>();
        operations.forEach((operation, ending) ->
                reply(ending, Elected.class).ifPresent(elected -> askedFor.put(elected.token(), operation)));
        TreeMap<String, List<Act<Long>>> byElection = new TreeMap<>();
        operations.forEach((operation, ending) -> {
            List<Act<Long>> acts = byElection.computeIfAbsent(operation.instance(), key -> new ArrayList<>());
            if (operation.request() instanceof Campaign) {
                campaign(operation, ending, acts);
            } else if (operation.request() instanceof Resign resign) {
                ended(operation, ending, Optional.ofNullable(askedFor.get(resign.token())), acts);
            } else if (operation.request() instanceof Yield yield) {
                ended(operation, ending, Optional.ofNullable(askedFor.get(yield.token())), acts);
            } else if (operation.request() instanceof Prepare prepare) {
                Optional.ofNullable(askedFor.get(prepare.token()))
                        .ifPresent(asked -> acts.add(end(
                                asked, "timed out", operation.invokedNanos(), OrderSearch.OPEN, beforeNext(asked))));
            } else if (operation.level().filter(ReadLevel.LINEARIZABLE::equals).isPresent()) {
                look(operation, ending, acts);
            }
        });
        byElection.forEach((election, acts) -> OrderSearch.require(getClass(), verdict, election, acts, NOBODY));
    }

    private static <R extends Record> Optional<R> reply(Optional<Ending> ending, Class<R> type) {
        return acknowledged(ending)
                .map(Ending.Acknowledged::reply)
                .filter(type::isInstance)
                .map(type::cast);
    }

    private static Optional<Ending.Acknowledged> acknowledged(Optional<Ending> ending) {
        return ending.filter(Ending.Acknowledged.class::isInstance).map(Ending.Acknowledged.class::cast);
    }

    private void campaign(Operation asked, Optional<Ending> ending, List<Act<Long>> acts) {
        if (ending.isPresent()
                && ending.get() instanceof Ending.Failed failed
                && failed.outcome() == CallOutcome.NOT_APPLIED) {
            if (failed.code().equals(ElectionContract.NOT_ELECTED)) {
                acts.add(new Act<>(
                        asked + " refused",
                        asked.invokedNanos(),
                        failed.nanos(),
                        FIRST,
                        leader -> leader == NOBODY ? Optional.empty() : Optional.of(leader)));
            }
            return;
        }
        Optional<Elected> elected = reply(ending, Elected.class);
        long token = tokensOf(asked).getOrDefault(asked.id(), 0L);
        acts.add(new Act<>(
                asked + " elected",
                asked.invokedNanos(),
                acknowledged(ending).map(Ending.Acknowledged::nanos).orElse(OrderSearch.OPEN),
                token == 0 ? LAST : 4 * token,
                leader -> leader == NOBODY ? Optional.of(asked.id()) : Optional.empty()));
        Optional<Long> over = elected.map(Elected::session).map(overNanos::get);
        Optional<Long> undone =
                elected.isPresent() ? Optional.ofNullable(givenUpNanos.get(asked)) : Optional.of(asked.invokedNanos());
        over.ifPresent(begin -> acts.add(end(asked, "session over", begin, OrderSearch.OPEN, beforeNext(asked))));
        undone.ifPresent(begin -> acts.add(end(asked, "given up", begin, OrderSearch.OPEN, beforeNext(asked))));
    }

    private void ended(Operation operation, Optional<Ending> ending, Optional<Operation> of, List<Act<Long>> acts) {
        if (of.isEmpty()) {
            return;
        }
        Operation asked = of.get();
        if (ending.isPresent() && ending.get() instanceof Ending.Acknowledged told) {
            acts.add(end(asked, "ended", operation.invokedNanos(), told.nanos(), 4 * told.revision() - 2));
        } else if (ending.filter(failed -> ((Ending.Failed) failed).outcome() == CallOutcome.NOT_APPLIED)
                .isEmpty()) {
            acts.add(end(asked, "ended", operation.invokedNanos(), OrderSearch.OPEN, beforeNext(asked)));
        }
    }

    /** Whoever the reply names leads at some moment of the call. */
    private static void look(Operation operation, Optional<Ending> ending, List<Act<Long>> acts) {
        Optional<ElectionDescription> seen = reply(ending, ElectionDescription.class);
        if (seen.isPresent()) {
            Ending.Acknowledged told = acknowledged(ending).orElseThrow();
            long named = seen.get()
                    .view()
                    .leader()
                    .map(Leader::name)
                    .map(Long::parseLong)
                    .orElse(NOBODY);
            acts.add(new Act<>(
                    operation + " sees " + named,
                    operation.invokedNanos(),
                    told.nanos(),
                    4 * told.revision() + 1,
                    leader -> leader == named ? Optional.of(leader) : Optional.empty()));
        }
    }

    private static Act<Long> end(Operation asked, String how, long begin, long end, long hint) {
        return new Act<>(
                asked + " " + how,
                begin,
                end,
                hint,
                leader -> leader == asked.id() ? Optional.of(NOBODY) : Optional.empty());
    }

    private Map<Long, Long> tokensOf(Operation asked) {
        return tokens.getOrDefault(asked.instance(), new TreeMap<>());
    }

    /** Just before the next one led. */
    private long beforeNext(Operation asked) {
        long token = tokensOf(asked).getOrDefault(asked.id(), 0L);
        Long next = new TreeSet<>(tokensOf(asked).values()).higher(token);
        return token == 0 || next == null ? LAST : 4 * next - 1;
    }
}
