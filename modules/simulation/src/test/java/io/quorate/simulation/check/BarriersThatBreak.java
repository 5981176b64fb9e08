package io.quorate.simulation.check;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.barrier.api.BarrierContract.Advanced;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Arrive;
import io.quorate.recipe.barrier.api.BarrierContract.Arrived;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitAdvance;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitOpen;
import io.quorate.recipe.barrier.api.BarrierContract.CountDown;
import io.quorate.recipe.barrier.api.BarrierContract.Counted;
import io.quorate.recipe.barrier.api.BarrierContract.Leave;
import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Opened;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.BarrierContract.Register;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.recipe.barrier.api.BarrierContract.SetCount;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.recipe.barrier.api.Lost;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.simulation.check.Teller.Believer;
import java.util.List;
import java.util.Optional;

/** Histories of barriers that contradict themselves, or that no order explains. */
final class BarriersThatBreak {
    private static final Believer A = new Believer("a");
    private static final Believer B = new Believer("b");
    private static final AwaitOpen AWAIT_OPEN = new AwaitOpen(100, "");

    private BarriersThatBreak() {}

    private static Operation comes(Teller story, long id, long at) {
        return story.barrier(id, A, "m", new Arrival(2, LossPolicy.BREAK, 100, Long.toString(id)), at);
    }

    private static Operation comesToShrink(Teller story, long id, long at) {
        return story.barrier(id, A, "m", new Arrival(2, LossPolicy.SHRINK, 100, Long.toString(id)), at);
    }

    /** In session of the same number as the place. */
    private static Passage passage(long token, long generation, int parties, int position) {
        return new Passage(new FencingToken(token), new SessionId(position), generation, parties, position);
    }

    /** Two have come, of generation 5, and went through at 20 ns. */
    private static void meet(Teller story) {
        Operation first = comes(story, 1, 0);
        Operation second = comes(story, 2, 10);
        story.told(first, 20, 6, passage(6, 5, 2, 1));
        story.told(second, 20, 6, passage(6, 5, 2, 2));
    }

    private static Operation leaves(Teller story, long id, int position, long at) {
        return story.barrier(id, A, "m", new Leave(new FencingToken(6), position, 0), at);
    }

    private static Left left(int present, long lost) {
        return new Left(
                5,
                present,
                lost == 0
                        ? Optional.empty()
                        : Optional.of(new Lost(new SessionId(lost), "", Lost.Reason.SESSION_ENDED)));
    }

    private static void registered(Teller story, long id, LossPolicy policy, long phase, long at) {
        Registered reply = new Registered(new FencingToken(id), new SessionId(id), phase, (int) id);
        story.told(story.barrier(id, A, "p", new Register(policy, ""), at), phase + id, reply);
    }

    private static void arrives(Teller story, long id, long party, Arrived arrived, long at) {
        story.told(story.barrier(id, A, "p", new Arrive(new FencingToken(party)), at), 8, arrived);
    }

    private static Operation awaits(Teller story, long id, long phase, long at) {
        return story.barrier(id, B, "p", new AwaitAdvance(phase, 100, ""), at);
    }

    static List<BreakingCase> cases() {
        return List.of(
                new BreakingCase(
                        GenerationsAgree.class,
                        "one party goes through, the other is told that it was broken",
                        story -> {
                            Operation first = comes(story, 1, 0);
                            Operation second = comes(story, 2, 10);
                            story.told(first, 20, 6, passage(6, 5, 2, 1));
                            story.broken(second, 20, 5);
                            story.end();
                        },
                        story -> {
                            Operation first = comes(story, 1, 0);
                            Operation second = comes(story, 2, 10);
                            story.broken(first, 20, 5);
                            story.broken(second, 20, 5);
                            story.end();
                        }),
                new BreakingCase(
                        GenerationsAgree.class,
                        "two parties have the same place",
                        story -> {
                            Operation first = comes(story, 1, 0);
                            Operation second = comes(story, 2, 10);
                            story.told(first, 20, 6, passage(6, 5, 2, 1));
                            story.told(second, 20, 6, passage(6, 5, 2, 1));
                            story.end();
                        },
                        story -> {
                            meet(story);
                            story.end();
                        }),
                new BreakingCase(
                        GenerationsAgree.class,
                        "one goes through alone",
                        story -> {
                            story.told(comes(story, 1, 0), 20, 6, passage(6, 5, 2, 1));
                            story.refused(comes(story, 2, 10), ErrorCode.WAIT_TIMED_OUT.name());
                            story.end();
                        },
                        story -> {
                            story.told(comes(story, 1, 0), 20, 6, passage(6, 5, 2, 1));
                            story.failed(comes(story, 2, 10), CallOutcome.UNKNOWN);
                            story.end();
                        }),
                new BreakingCase(
                        GenerationsAgree.class,
                        "a generation shrinks though nobody was lost",
                        story -> {
                            story.told(comesToShrink(story, 1, 0), 20, 6, passage(6, 5, 1, 1));
                            story.end();
                        },
                        story -> {
                            story.refused(comesToShrink(story, 2, 10), ErrorCode.WAIT_TIMED_OUT.name());
                            story.told(comesToShrink(story, 1, 0), 20, 6, passage(6, 5, 1, 1));
                            story.end();
                        }),
                new BreakingCase(
                        GenerationsAgree.class,
                        "a phase that was broken passes for another one",
                        story -> {
                            story.broken(awaits(story, 1, 5, 0), 20, 5);
                            story.told(awaits(story, 2, 5, 0), 9, new Advanced(9, 1));
                            story.end();
                        },
                        story -> {
                            story.failed(
                                    story.barrier(3, A, "p", new Register(LossPolicy.BREAK, ""), 0),
                                    CallOutcome.UNKNOWN);
                            registered(story, 4, LossPolicy.BREAK, 5, 0);
                            story.broken(awaits(story, 1, 5, 10), 20, 5);
                            story.broken(awaits(story, 2, 5, 10), 30, 5);
                            story.end();
                        }),
                new BreakingCase(
                        BarriersHaveAnOrder.class,
                        "a party goes through before the other has come",
                        story -> {
                            story.told(comes(story, 1, 0), 6, passage(6, 5, 2, 1));
                            story.told(comes(story, 2, 10), 6, passage(6, 5, 2, 2));
                            story.end();
                        },
                        story -> {
                            meet(story);
                            story.end();
                        }),
                new BreakingCase(
                        BarriersHaveAnOrder.class,
                        "generations do not grow",
                        story -> {
                            meet(story);
                            Operation third = comes(story, 3, 30);
                            Operation fourth = comes(story, 4, 30);
                            story.told(third, 40, 8, passage(8, 4, 2, 1));
                            story.told(fourth, 40, 8, passage(8, 4, 2, 2));
                            story.end();
                        },
                        story -> {
                            meet(story);
                            Operation third = comes(story, 3, 30);
                            Operation fourth = comes(story, 4, 30);
                            story.told(third, 40, 8, passage(8, 7, 2, 1));
                            story.told(fourth, 40, 8, passage(8, 7, 2, 2));
                            story.end();
                        }),
                new BreakingCase(
                        BarriersHaveAnOrder.class,
                        "a generation goes in while one is inside",
                        story -> {
                            meet(story);
                            story.told(leaves(story, 5, 1, 30), 7, left(1, 0));
                            Operation third = comes(story, 3, 40);
                            Operation fourth = comes(story, 4, 40);
                            story.told(third, 50, 9, passage(9, 8, 2, 1));
                            story.told(fourth, 50, 9, passage(9, 8, 2, 2));
                            story.end();
                        },
                        story -> {
                            meet(story);
                            story.told(leaves(story, 5, 1, 30), 7, left(1, 0));
                            Operation third = comes(story, 3, 40);
                            Operation fourth = comes(story, 4, 40);
                            story.history.sessionEnding(new SessionId(2));
                            story.told(third, 50, 9, passage(9, 8, 2, 1));
                            story.told(fourth, 50, 9, passage(9, 8, 2, 2));
                            story.end();
                        }),
                new BreakingCase(
                        BarriersHaveAnOrder.class,
                        "one is told that all have left while another one is inside",
                        story -> {
                            meet(story);
                            story.told(leaves(story, 5, 1, 30), 7, left(0, 0));
                            story.end();
                        },
                        story -> {
                            meet(story);
                            Operation first = leaves(story, 5, 1, 30);
                            story.told(leaves(story, 6, 2, 30), 7, left(1, 0));
                            story.told(first, 40, 8, left(0, 0));
                            story.end();
                        }),
                new BreakingCase(
                        BarriersHaveAnOrder.class,
                        "of a generation that broke inside one is told that all is well",
                        story -> {
                            meet(story);
                            story.told(leaves(story, 5, 1, 30), 7, left(0, 2));
                            story.told(leaves(story, 6, 2, 40), 8, left(0, 0));
                            story.end();
                        },
                        story -> {
                            meet(story);
                            story.told(leaves(story, 5, 1, 30), 7, left(1, 0));
                            story.told(leaves(story, 6, 2, 40), 8, left(0, 0));
                            story.end();
                        }),
                new BreakingCase(
                        BarriersHaveAnOrder.class,
                        "a latch lets somebody through that was not counted down",
                        story -> {
                            story.told(story.barrier(1, A, "l", new SetCount(2), 0), 5, new Counted(5, 2));
                            story.told(story.barrier(2, A, "l", new CountDown(""), 10), 6, new Counted(5, 1));
                            story.told(story.barrier(3, B, "l", AWAIT_OPEN, 20), 7, new Opened(5));
                            story.end();
                        },
                        story -> {
                            story.told(story.barrier(1, A, "l", new SetCount(2), 0), 5, new Counted(5, 2));
                            story.told(story.barrier(2, A, "l", new CountDown(""), 10), 6, new Counted(5, 1));
                            story.failed(story.barrier(4, A, "l", new CountDown(""), 10), CallOutcome.UNKNOWN);
                            story.told(story.barrier(3, B, "l", AWAIT_OPEN, 20), 7, new Opened(5));
                            story.end();
                        }),
                new BreakingCase(
                        BarriersHaveAnOrder.class,
                        "one id counts a latch down twice",
                        story -> {
                            story.told(story.barrier(1, A, "l", new SetCount(3), 0), 5, new Counted(5, 3));
                            story.told(story.barrier(2, A, "l", new CountDown("a"), 10), 6, new Counted(5, 2));
                            story.told(story.barrier(3, B, "l", new CountDown("a"), 20), 7, new Counted(5, 1));
                            story.end();
                        },
                        story -> {
                            story.told(story.barrier(1, A, "l", new SetCount(3), 0), 5, new Counted(5, 3));
                            story.told(story.barrier(2, A, "l", new CountDown("a"), 10), 6, new Counted(5, 2));
                            story.told(story.barrier(3, B, "l", new CountDown("a"), 20), 7, new Counted(5, 2));
                            story.end();
                        }),
                new BreakingCase(
                        BarriersHaveAnOrder.class,
                        "whoever waits for an open latch is refused",
                        story -> {
                            story.told(story.barrier(1, A, "l", new SetCount(1), 0), 5, new Counted(5, 1));
                            story.told(story.barrier(2, A, "l", new CountDown(""), 10), 6, new Counted(5, 0));
                            story.refused(story.barrier(3, B, "l", AWAIT_OPEN, 20), ErrorCode.WAIT_TIMED_OUT.name());
                            story.end();
                        },
                        story -> {
                            story.told(story.barrier(1, A, "l", new SetCount(1), 0), 5, new Counted(5, 1));
                            story.told(story.barrier(2, A, "l", new CountDown(""), 22), 6, new Counted(5, 0));
                            story.refused(story.barrier(3, B, "l", AWAIT_OPEN, 20), ErrorCode.WAIT_TIMED_OUT.name());
                            story.end();
                        }),
                new BreakingCase(
                        BarriersHaveAnOrder.class,
                        "a phase ends though a party has not arrived",
                        story -> {
                            registered(story, 1, LossPolicy.SHRINK, 5, 0);
                            registered(story, 2, LossPolicy.SHRINK, 5, 0);
                            arrives(story, 3, 1, new Arrived(5, 1), 10);
                            story.told(awaits(story, 4, 5, 20), 9, new Advanced(9, 2));
                            story.end();
                        },
                        story -> {
                            registered(story, 1, LossPolicy.SHRINK, 5, 0);
                            registered(story, 2, LossPolicy.SHRINK, 5, 0);
                            arrives(story, 3, 1, new Arrived(5, 1), 10);
                            story.history.sessionEnding(new SessionId(2));
                            story.told(awaits(story, 4, 5, 20), 9, new Advanced(9, 1));
                            story.end();
                        }),
                new BreakingCase(
                        BarriersHaveAnOrder.class,
                        "a phase breaks though nobody was lost",
                        story -> {
                            registered(story, 1, LossPolicy.BREAK, 5, 0);
                            story.broken(awaits(story, 4, 5, 20), 30, 5);
                            story.end();
                        },
                        story -> {
                            registered(story, 1, LossPolicy.BREAK, 5, 0);
                            story.history.sessionEnding(new SessionId(1));
                            story.broken(awaits(story, 4, 5, 20), 30, 5);
                            story.end();
                        }));
    }
}
