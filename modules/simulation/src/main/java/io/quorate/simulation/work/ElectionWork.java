package io.quorate.simulation.work;

import io.quorate.client.core.EventSink;
import io.quorate.client.core.Lease;
import io.quorate.client.core.Moment;
import io.quorate.codec.RecordCodec;
import io.quorate.protocol.EventCursor;
import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Campaign;
import io.quorate.recipe.election.api.ElectionContract.Describe;
import io.quorate.recipe.election.api.ElectionContract.Elected;
import io.quorate.recipe.election.api.ElectionContract.Prepare;
import io.quorate.recipe.election.api.ElectionContract.Resign;
import io.quorate.recipe.election.api.ElectionContract.TermOver;
import io.quorate.recipe.election.api.ElectionContract.Yield;
import io.quorate.recipe.election.api.LeaderView;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import io.quorate.simulation.Chance;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.Hold;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.util.Optional;
import java.util.TreeMap;

/** How one program uses elections: stands for a term, leads for a while, and hands over to one of a higher priority. */
final class ElectionWork {
    private static final RecordCodec<LeaderView> VIEW = RecordCodec.of(LeaderView.class);
    private static final long CALL_MILLIS = 5_000;

    private final Task task;
    private final SimClient client;
    private final Chance chance;
    private boolean busy;
    private Optional<Hold> led = Optional.empty();

    ElectionWork(Task task, SimClient client, Chance chance) {
        this.task = task;
        this.client = client;
        this.chance = chance;
    }

    /** It neither stands for a term nor leads. */
    boolean isIdle() {
        return !busy;
    }

    void begin() {
        if (busy) {
            return;
        }
        busy = true;
        String election = chance.pick(task.elections());
        long wait = chance.oneIn(3) ? 0 : chance.between(10, 6_000);
        int priority = chance.oneIn(4) ? 1 : 0;
        long handOver = chance.between(200, 3_000);
        long subscription = client.subscribe(
                ElectionContract.RECIPE,
                ElectionContract.VERSION,
                election,
                LeaderView.class.getSimpleName(),
                new Ear(election));
        Operation asked = client.call(
                Verbs.CAMPAIGN,
                election,
                id -> new Campaign(wait, Long.toString(id), priority, new TreeMap<>(), "", handOver),
                chance.between(200, 10_000),
                new Answer<Elected>() {
                    @Override
                    public void replied(Elected reply) {
                        elected(election, reply, subscription);
                    }

                    @Override
                    public void failed(Ending.Failed failure) {
                        over(subscription);
                    }
                });
        if (chance.oneIn(10)) {
            client.later(chance.millis(0, 2_000), () -> {
                if (client.giveUp(asked)) {
                    over(subscription);
                }
            });
        }
    }

    private void over(long subscription) {
        busy = false;
        client.unsubscribe(subscription);
    }

    private void elected(String election, Elected reply, long subscription) {
        Hold term = new Hold(client, election, reply.token(), reply.session(), Optional.empty());
        if (!term.isBelieved()) {
            over(subscription);
            return;
        }
        led = Optional.of(term);
        task.world().history().holdBegun(term);
        long until = chance.oneIn(8) ? chance.millis(1_000, 15_000) : chance.millis(1, 800);
        client.later(until, () -> stop(subscription));
        // It may have been asked to hand over before it knew that it leads.
        look(election);
    }

    private void look(String election) {
        client.query(
                Verbs.WHO_LEADS,
                election,
                new Describe(),
                ReadLevel.LINEARIZABLE,
                CALL_MILLIS,
                described -> handOver(described.view()));
    }

    private void handOver(LeaderView view) {
        Optional<HandOver> asked = view.handOver();
        Optional<Hold> mine = led.filter(term -> term.limit().isEmpty())
                .filter(term -> view.leader()
                        .filter(leader -> leader.token().equals(term.token()))
                        .isPresent());
        if (asked.isEmpty() || mine.isEmpty()) {
            return;
        }
        Hold term = mine.get();
        Moment heard = client.now();
        Lease left = new Lease(heard, asked.get().timeoutMillis());
        Hold ending = new Hold(client, term.lock(), term.token(), term.session(), Optional.of(left));
        task.world().history().holdEnded(term);
        task.world().history().holdBegun(ending);
        led = Optional.of(ending);
        client.call(Verbs.PREPARE, term.lock(), id -> new Prepare(term.token()), CALL_MILLIS, reply -> {});
    }

    /** Leads no longer, and hears of no hand-over any more. */
    private void stop(long subscription) {
        Hold term = led.orElseThrow();
        led = Optional.empty();
        boolean believed = term.isBelieved();
        task.world().history().holdEnded(term);
        if (believed) {
            end(term, subscription);
        } else {
            over(subscription);
        }
    }

    /** Resigns, or yields if it was asked to hand over. */
    private void end(Hold term, long subscription) {
        Answer<TermOver> answer = Answer.of(reply -> over(subscription), failure -> {
            if (!failure.code().equals(ElectionContract.NOT_LEADING) && term.isBelieved()) {
                client.later(chance.millis(10, 200), () -> end(term, subscription));
            } else {
                over(subscription);
            }
        });
        if (term.limit().isPresent()) {
            client.call(Verbs.YIELD, term.lock(), id -> new Yield(term.token()), CALL_MILLIS, answer);
        } else {
            client.call(Verbs.RESIGN, term.lock(), id -> new Resign(term.token(), 0), CALL_MILLIS, answer);
        }
    }

    private final class Ear implements EventSink {
        private final String election;

        Ear(String election) {
            this.election = election;
        }

        @Override
        public void event(EventCursor at, byte[] body) {
            handOver(VIEW.decode(body));
        }

        @Override
        public void reset(EventCursor at) {
            if (led.isPresent()) {
                look(election);
            }
        }

        @Override
        public void refused(String code, String message) {}
    }
}
