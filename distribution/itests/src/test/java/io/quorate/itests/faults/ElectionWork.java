package io.quorate.itests.faults;

import io.quorate.client.QuorateClient;
import io.quorate.itests.faults.Note.Call;
import io.quorate.itests.faults.Note.Told;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.election.api.Candidacy;
import io.quorate.recipe.election.api.CandidateOptions;
import io.quorate.recipe.election.api.ElectionClient;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Campaign;
import io.quorate.recipe.election.api.ElectionContract.Elected;
import io.quorate.recipe.election.api.ElectionContract.Resign;
import io.quorate.recipe.election.api.ElectionContract.TermOver;
import io.quorate.recipe.election.api.Elections;
import io.quorate.recipe.election.api.Leadership;
import io.quorate.simulation.check.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Clients that join elections, lead for a while, and leave; some have a higher priority, so that others are to hand over to them. */
final class ElectionWork implements Workload {
    private static final int ELECTIONS = 8;
    private static final int MAX_WAIT_MILLIS = 1_500;
    private static final int MAX_HAND_OVER_MILLIS = 1_000;
    private static final int MAX_LOOKS = 4;
    private static final int MAX_STEP_MILLIS = 60;

    @Override
    public String recipe() {
        return ElectionContract.RECIPE;
    }

    @Override
    public Actor actor(QuorateClient client, Notebook notes, SplittableRandom chance, Path shared) {
        return new Candidate(client, notes, chance)::act;
    }

    private record Candidate(QuorateClient client, Notebook notes, SplittableRandom chance) {
        void act() throws InterruptedException {
            ElectionClient elections = client.open(Elections.TYPE);
            String name = notes.instance("seat-" + chance.nextInt(ELECTIONS));
            long waitMillis = 1L + chance.nextInt(MAX_WAIT_MILLIS);
            long id = notes.newId();
            CandidateOptions options = CandidateOptions.named(Long.toString(id))
                    .priority(chance.nextInt(4) == 0 ? 1 : 0)
                    .handOver(Duration.ofMillis(1 + chance.nextInt(MAX_HAND_OVER_MILLIS)));
            Candidacy[] joined = new Candidacy[1];
            long from = System.nanoTime();
            Optional<Leadership> led = notes.call(
                    id,
                    name,
                    new Campaign(waitMillis, options.name(), options.priority()),
                    waitMillis,
                    () -> {
                        joined[0] = elections.join(name, options);
                        return await(joined[0], waitMillis);
                    },
                    leadership -> new Told(
                            new Elected(leadership.token(), NotedHistory.session(id), joined[0].number()),
                            leadership.token().revision()));
            if (led.isPresent()) {
                lead(id, name, joined[0], led.get(), from);
            }
            if (joined[0] != null) {
                Tenure.giveBack(joined[0]::close);
            }
        }

        /** It may be elected just when it waits no more. */
        private static Leadership await(Candidacy candidacy, long waitMillis) {
            try {
                return candidacy.await(Duration.ofMillis(waitMillis));
            } catch (QuorateException late) {
                throw QuorateException.of(late.code(), CallOutcome.UNKNOWN, String.valueOf(late.getMessage()));
            }
        }

        private void lead(long id, String name, Candidacy candidacy, Leadership led, long from)
                throws InterruptedException {
            Tenure term = new Tenure(client, led::isValid, from);
            for (int look = chance.nextInt(MAX_LOOKS); look >= 0; look--) {
                TimeUnit.MILLISECONDS.sleep(chance.nextInt(MAX_STEP_MILLIS));
                term.isValid();
            }
            boolean valid = term.isValid();
            Optional<Leadership> confirmed = notes.call(
                    notes.newId(),
                    name,
                    new Resign(led.token(), 0),
                    0,
                    () -> {
                        candidacy.close();
                        if (!valid || !term.isSameSession()) {
                            throw QuorateException.of(
                                    ElectionContract.NOT_LEADING, CallOutcome.UNKNOWN, "it was over, sooner or later");
                        }
                        return led;
                    },
                    over -> new Told(new TermOver(over.token()), over.token().revision() + 1));
            if (confirmed.isEmpty()) {
                notes.over(id, term.validNanos());
            }
        }
    }

    @Override
    public void answered(Call call, History history) {
        call.reply(Elected.class)
                .ifPresent(elected ->
                        history.elected(call.instance(), elected.token(), elected.session(), Long.toString(call.id())));
    }

    @Override
    public List<String> wrongWith(List<Note> notes) {
        return TokensOfCalls.wrongWith(notes, call -> call.reply(Elected.class).map(Elected::token));
    }
}
