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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Elections are linearizable by what clients saw and by when sessions ended: for each there is an order of elections, refusals, looks
 * and ends of terms in which one leads at a time. A term ends when its leader resigns or yields, some time after it has said that it
 * is to hand over, some time after its session has ended, or some time after its caller had given up. Tokens are not trusted; they
 * say what to try first.
 */
public final class ElectionsHaveAnOrder implements Invariant {
    private final Verdict verdict;
    private final Witnessed witnessed;
    private final TreeMap<String, Tenures> elections = new TreeMap<>();

    ElectionsHaveAnOrder(Verdict verdict, Witnessed witnessed) {
        this.verdict = verdict;
        this.witnessed = witnessed;
    }

    @Override
    public void elected(String election, FencingToken token, SessionId session, String label) {
        tenures(election).token(label, token);
    }

    private Tenures tenures(String election) {
        return elections.computeIfAbsent(election, key -> new Tenures());
    }

    @Override
    public void finished(FinalState state) {
        Map<FencingToken, Operation> askedFor = new HashMap<>();
        witnessed
                .operations()
                .forEach((operation, ending) ->
                        reply(ending, Elected.class).ifPresent(elected -> askedFor.put(elected.token(), operation)));
        witnessed.operations().forEach((operation, ending) -> {
            Tenures tenures = tenures(operation.instance());
            if (operation.request() instanceof Campaign) {
                campaign(operation, ending, tenures);
            } else if (operation.request() instanceof Resign resign) {
                Optional.ofNullable(askedFor.get(resign.token()))
                        .ifPresent(asked -> tenures.endedBy(operation, ending, asked));
            } else if (operation.request() instanceof Yield yield) {
                Optional.ofNullable(askedFor.get(yield.token()))
                        .ifPresent(asked -> tenures.endedBy(operation, ending, asked));
            } else if (operation.request() instanceof Prepare prepare) {
                Optional.ofNullable(askedFor.get(prepare.token()))
                        .ifPresent(asked -> tenures.mayEnd(asked, "timed out", operation.invokedNanos()));
            } else if (operation.level().filter(ReadLevel.LINEARIZABLE::equals).isPresent()) {
                look(operation, ending, tenures);
            }
        });
        elections.forEach((election, tenures) -> tenures.requireOrder(getClass(), verdict, election));
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

    private void campaign(Operation asked, Optional<Ending> ending, Tenures tenures) {
        if (ending.isPresent()
                && ending.get() instanceof Ending.Failed failed
                && failed.outcome() == CallOutcome.NOT_APPLIED) {
            if (failed.code().equals(ElectionContract.NOT_ELECTED)) {
                tenures.refused(asked, failed.nanos());
            }
            return;
        }
        Optional<Elected> elected = reply(ending, Elected.class);
        tenures.granted(asked, acknowledged(ending), elected.map(Elected::session), witnessed);
    }

    /** Whoever the reply names leads at some moment of the call. */
    private static void look(Operation operation, Optional<Ending> ending, Tenures tenures) {
        Optional<ElectionDescription> seen = reply(ending, ElectionDescription.class);
        if (seen.isPresent()) {
            long named = seen.get()
                    .view()
                    .leader()
                    .map(Leader::name)
                    .map(Long::parseLong)
                    .orElse(Tenures.NOBODY);
            tenures.seen(operation, acknowledged(ending).orElseThrow(), named);
        }
    }
}
