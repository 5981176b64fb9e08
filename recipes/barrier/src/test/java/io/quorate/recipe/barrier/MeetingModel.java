package io.quorate.recipe.barrier;

import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.BarrierKind;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.util.ArrayList;
import java.util.List;

/** What a cyclic or double barrier is to do, as one would say it: lists of parties, and nothing of rows and tickets. */
final class MeetingModel {
    /** What becomes of a party that has come. */
    enum Fate {
        WAITS,
        PASSED,
        BROKEN,
        GONE
    }

    /** A party, what the recipe said to it, and what it was to say. */
    static final class Party {
        final TestClient client;
        final Reply<Passage> reply;
        final long deadline;
        Fate fate = Fate.WAITS;
        List<Party> together = List.of();

        Party(TestClient client, Reply<Passage> reply, long deadline) {
            this.client = client;
            this.reply = reply;
            this.deadline = deadline;
        }
    }

    /** A party that has left and waits for the others. */
    record Leaver(TestClient client, Reply<Left> reply) {}

    final BarrierKind kind;
    final int parties;
    final LossPolicy policy;
    final List<Party> waiting = new ArrayList<>();
    final List<Party> inside = new ArrayList<>();
    final List<Leaver> leaving = new ArrayList<>();

    /** Those that have been told that all have left, or that somebody was lost. */
    final List<Leaver> told = new ArrayList<>();

    private final List<TestClient> lost = new ArrayList<>();
    private boolean broken;

    MeetingModel(BarrierKind kind, int parties, LossPolicy policy) {
        this.kind = kind;
        this.parties = parties;
        this.policy = policy;
    }

    int missing() {
        return parties - waiting.size() - lost.size();
    }

    boolean isFull() {
        return !waiting.isEmpty() && missing() == 0;
    }

    void arrive(Party party) {
        lost.remove(party.client);
        waiting.add(party);
        passIfComplete();
    }

    private void passIfComplete() {
        if (waiting.isEmpty()) {
            lost.clear();
        } else if (missing() == 0 && inside.isEmpty()) {
            List<Party> together = List.copyOf(waiting);
            together.forEach(party -> {
                party.fate = Fate.PASSED;
                party.together = together;
            });
            if (kind == BarrierKind.DOUBLE) {
                inside.addAll(together);
                broken = false;
            }
            waiting.clear();
            lost.clear();
        }
    }

    void giveUp(Party party) {
        lose(List.of(party));
    }

    private void lose(List<Party> gone) {
        if (gone.isEmpty()) {
            return;
        }
        waiting.removeAll(gone);
        gone.forEach(party -> party.fate = Fate.GONE);
        if (policy == LossPolicy.BREAK) {
            waiting.forEach(party -> party.fate = Fate.BROKEN);
            waiting.clear();
        } else {
            gone.forEach(party -> lost.add(party.client));
            passIfComplete();
        }
    }

    /** Whether the one that leaves has somebody to wait for. */
    boolean leave(Party party) {
        inside.remove(party);
        boolean waits = !inside.isEmpty() && !broken;
        letOut();
        return waits;
    }

    void endSession(TestClient client) {
        lose(waiting.stream().filter(party -> party.client == client).toList());
        leaving.removeIf(leaver -> leaver.client() == client);
        if (inside.removeIf(party -> party.client == client)) {
            broken = policy == LossPolicy.BREAK;
            letOut();
        }
    }

    private void letOut() {
        if (inside.isEmpty() || broken) {
            told.addAll(leaving);
            leaving.clear();
        }
        if (inside.isEmpty()) {
            passIfComplete();
        }
    }
}
