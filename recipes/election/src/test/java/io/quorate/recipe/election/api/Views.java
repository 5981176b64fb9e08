package io.quorate.recipe.election.api;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.election.api.ElectionContract.Describe;
import io.quorate.recipe.election.api.ElectionContract.Joined;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import io.quorate.recipe.election.api.LeaderView.Leader;
import io.quorate.testkit.FakeClient;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What a server tells of an election. */
final class Views {
    static final long CANDIDACY = 20;

    private Views() {}

    /** A candidacy of the present session, with the number {@link #CANDIDACY}, that has looked at this view after joining. */
    static Candidacy joined(FakeClient fake, Optional<FencingToken> token, LeaderView view) {
        CompletableFuture<Candidacy> candidacy =
                new ElectionClient(fake).joinAsync("ingest", CandidateOptions.named("me"));
        fake.next().answer().complete(new Joined(CANDIDACY, FakeClient.SESSION, token));
        answerLook(fake, view);
        return candidacy.join();
    }

    static void answerLook(FakeClient fake, LeaderView view) {
        FakeClient.Sent look = fake.next();
        if (!(look.request() instanceof Describe)) {
            throw new AssertionError("not a look, but " + look.request());
        }
        look.answer().complete(new ElectionDescription(view, 0, List.of(), false, Optional.empty(), List.of()));
    }

    static void tell(FakeClient fake, LeaderView view) {
        fake.tell(view.revision(), view);
    }

    static LeaderView led(long revision, long candidacy, FencingToken token) {
        return led(revision, candidacy, token, Optional.empty());
    }

    static LeaderView led(long revision, long candidacy, FencingToken token, Optional<HandOver> handOver) {
        Leader leader = new Leader(token, candidacy, FakeClient.SESSION, "me", 0, new TreeMap<>(), "", 0, 0);
        return new LeaderView(revision, Optional.of(leader), Optional.empty(), handOver, Optional.empty());
    }
}
