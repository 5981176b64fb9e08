package io.quorate.simulation.check;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.simulation.check.Teller.Believer;
import java.util.List;

/** Histories of locks and elections that no order explains. */
final class OrdersThatBreak {
    private static final Believer A = new Believer("a");
    private static final Believer B = new Believer("b");

    private OrdersThatBreak() {}

    static List<BreakingCase> cases() {
        return List.of(
                new BreakingCase(
                        LocksHaveAnOrder.class,
                        "a lock is granted twice without an end in between",
                        story -> {
                            story.grant(story.acquire(1, A, "x"), 5, 1);
                            story.grant(story.acquire(2, B, "x"), 7, 2);
                            story.end();
                        },
                        story -> {
                            story.granted("x", 5, 1, 1);
                            story.grant(story.acquire(1, A, "x"), 5, 1);
                            story.history.sessionEnding(new SessionId(1));
                            story.granted("x", 7, 2, 2);
                            story.grant(story.acquire(2, B, "x"), 7, 2);
                            story.end();
                        }),
                new BreakingCase(
                        LocksHaveAnOrder.class,
                        "a set is granted of which somebody has a lock",
                        story -> {
                            story.grant(story.acquireAll(1, A, "x", "y"), 5, 1);
                            story.grant(story.acquireAll(2, B, "z", "y"), 7, 2);
                            story.end();
                        },
                        story -> {
                            Operation first = story.acquireAll(1, A, "x", "y");
                            story.granted("x", 5, 1, 1);
                            story.granted("y", 5, 1, 1);
                            story.grant(first, 5, 1);
                            story.released(story.releaseAll(3, A, "x", 5), 20, 6);
                            Operation second = story.acquireAll(2, B, "z", "y");
                            story.granted("z", 7, 2, 2);
                            story.granted("y", 7, 2, 2);
                            story.grant(second, 7, 2);
                            story.refused(story.acquireAll(4, A, "x", "y"), LockContract.NOT_GRANTED);
                            story.end();
                        }),
                new BreakingCase(
                        LocksHaveAnOrder.class,
                        "a lock is refused that nobody can have",
                        story -> {
                            story.refused(story.acquire(1, A, "x"), LockContract.NOT_GRANTED);
                            story.end();
                        },
                        story -> {
                            story.failed(story.acquire(1, A, "x"), CallOutcome.UNKNOWN);
                            story.refused(story.acquire(2, B, "x"), LockContract.NOT_GRANTED);
                            story.end();
                        }),
                new BreakingCase(
                        LocksHaveAnOrder.class,
                        "a lock that was released is refused",
                        story -> {
                            story.granted("x", 5, 1, 1);
                            story.grant(story.acquire(1, A, "x"), 5, 1);
                            story.released(story.release(2, A, "x", 5), 20, 6);
                            story.refused(story.acquire(3, B, "x", 30), LockContract.NOT_GRANTED);
                            story.end();
                        },
                        story -> {
                            story.granted("x", 5, 1, 1);
                            story.grant(story.acquire(1, A, "x"), 5, 1);
                            story.released(story.release(2, A, "x", 5), 40, 6);
                            story.refused(story.acquire(3, B, "x", 30), LockContract.NOT_GRANTED);
                            story.end();
                        }),
                new BreakingCase(
                        ElectionsHaveAnOrder.class,
                        "one leads while another one does",
                        story -> {
                            story.leads(story.campaign(1, A, "e"), 5, 1);
                            story.leads(story.campaign(2, B, "e"), 7, 2);
                            story.end();
                        },
                        story -> {
                            story.leads(story.campaign(1, A, "e"), 5, 1);
                            story.prepare(2, A, "e", 5);
                            story.leads(story.campaign(3, B, "e"), 7, 2);
                            story.end();
                        }),
                new BreakingCase(
                        ElectionsHaveAnOrder.class,
                        "another one is seen to lead than does",
                        story -> {
                            story.leads(story.campaign(1, A, "e"), 5, 1);
                            story.seenToLead(2, B, "e", 3);
                            story.end();
                        },
                        story -> {
                            story.leads(story.campaign(1, A, "e"), 5, 1);
                            story.seenToLead(2, B, "e", 1);
                            story.end();
                        }),
                new BreakingCase(
                        ElectionsHaveAnOrder.class,
                        "a candidate is refused though nobody leads",
                        story -> {
                            story.refused(story.campaign(1, A, "e"), ElectionContract.NOT_ELECTED);
                            story.end();
                        },
                        story -> {
                            story.failed(story.campaign(1, A, "e"), CallOutcome.UNKNOWN);
                            story.refused(story.campaign(2, B, "e"), ElectionContract.NOT_ELECTED);
                            story.end();
                        }));
    }
}
