package io.quorate.simulation.check;

import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.Add;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetReference;
import io.quorate.recipe.atomic.api.AtomicContract.Count;
import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.FlagRead;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSet;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.GetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.GetReference;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.recipe.atomic.api.AtomicContract.Next;
import io.quorate.recipe.atomic.api.AtomicContract.Numbered;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceRead;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSet;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.SetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.SetReference;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.simulation.check.Teller.Believer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Histories of atomic values that no order explains. */
final class AtomicsThatBreak {
    private static final Believer A = new Believer("a");
    private static final Believer B = new Believer("b");
    private static final Add UP_TO_TWO = new Add(1, OptionalLong.empty(), OptionalLong.of(2));
    private static final CompareAndSetFlag RAISE = new CompareAndSetFlag(false, true);
    private static final ReferenceSwapped SWAPPED = new ReferenceSwapped(true, 8, Optional.empty());

    private AtomicsThatBreak() {}

    private static Optional<byte[]> value(long number) {
        return Optional.of(ReferenceModel.bytes(number));
    }

    private static SetReference set(long number) {
        return new SetReference(ReferenceModel.bytes(number));
    }

    private static CompareAndSetReference swap(long expectedVersion, long number) {
        return new CompareAndSetReference(expectedVersion, value(number));
    }

    static List<BreakingCase> cases() {
        return List.of(
                new BreakingCase(
                        AtomicsHaveAnOrder.class,
                        "an addition is lost",
                        story -> {
                            story.told(story.atomic(1, A, "n", new Add(3), 0), 5, new Counted(3, 0));
                            story.told(story.atomic(2, B, "n", new Add(4), 0), 6, new Counted(4, 0));
                            story.end();
                        },
                        story -> {
                            story.told(story.atomic(1, A, "n", new Add(3), 0), 5, new Counted(3, 0));
                            story.told(story.atomic(2, B, "n", new Add(4), 0), 6, new Counted(7, 3));
                            story.end();
                        }),
                new BreakingCase(
                        AtomicsHaveAnOrder.class,
                        "an addition happens twice",
                        story -> {
                            story.told(story.atomic(1, A, "n", new Add(3), 0), 5, new Counted(3, 0));
                            story.told(story.count(2, B, "n", 10), 6, new Count(6, 6));
                            story.end();
                        },
                        story -> {
                            story.failed(story.atomic(1, A, "n", new Add(3), 0), CallOutcome.UNKNOWN);
                            story.failed(story.atomic(2, A, "n", new Add(3), 0), CallOutcome.UNKNOWN);
                            story.told(story.count(3, B, "n", 10), 6, new Count(6, 6));
                            story.end();
                        }),
                new BreakingCase(
                        AtomicsHaveAnOrder.class,
                        "an addition within its bounds is refused",
                        story -> {
                            story.refused(story.atomic(1, A, "n", UP_TO_TWO, 0), AtomicContract.OUT_OF_BOUNDS);
                            story.end();
                        },
                        story -> {
                            story.told(story.atomic(1, A, "n", new Add(2), 0), 5, new Counted(2, 0));
                            story.refused(story.atomic(2, A, "n", UP_TO_TWO, 10), AtomicContract.OUT_OF_BOUNDS);
                            story.end();
                        }),
                new BreakingCase(
                        AtomicsHaveAnOrder.class,
                        "a sequence leaves a number out",
                        story -> {
                            story.told(story.atomic(1, A, "s", new Next(), 0), 5, new Numbered(1));
                            story.told(story.atomic(2, A, "s", new Next(), 10), 6, new Numbered(3));
                            story.end();
                        },
                        story -> {
                            story.told(story.atomic(1, A, "s", new Next(), 0), 5, new Numbered(1));
                            story.told(story.atomic(2, A, "s", new Next(), 10), 6, new Numbered(2));
                            story.end();
                        }),
                new BreakingCase(
                        AtomicsHaveAnOrder.class,
                        "an id is given twice",
                        story -> {
                            story.told(story.atomic(1, A, "i", new TakeIds(2), 0), 5, new IdBlock(1, 2));
                            story.told(story.atomic(2, B, "i", new TakeIds(1), 0), 6, new IdBlock(2, 2));
                            story.end();
                        },
                        story -> {
                            story.told(story.atomic(1, A, "i", new TakeIds(2), 0), 5, new IdBlock(1, 2));
                            story.told(story.atomic(2, B, "i", new TakeIds(1), 0), 6, new IdBlock(9, 9));
                            story.end();
                        }),
                new BreakingCase(
                        AtomicsHaveAnOrder.class,
                        "a flag is raised by two",
                        story -> {
                            story.told(story.atomic(1, A, "f", RAISE, 0), 5, new FlagSwapped(true, true));
                            story.told(story.atomic(2, B, "f", RAISE, 0), 6, new FlagSwapped(true, true));
                            story.end();
                        },
                        story -> {
                            story.told(story.atomic(1, A, "f", RAISE, 0), 5, new FlagSwapped(true, true));
                            story.told(story.atomic(2, B, "f", RAISE, 0), 6, new FlagSwapped(false, true));
                            story.end();
                        }),
                new BreakingCase(
                        AtomicsHaveAnOrder.class,
                        "a flag that was raised is read as lowered",
                        story -> {
                            story.told(story.atomic(1, A, "f", new SetFlag(true), 0), 5, new FlagSet(true, false));
                            story.told(story.look(2, B, "f", new GetFlag(), 10), 6, new FlagRead(false, 6));
                            story.end();
                        },
                        story -> {
                            story.told(story.atomic(1, A, "f", new SetFlag(true), 0), 5, new FlagSet(true, false));
                            story.failed(story.atomic(3, A, "f", new SetFlag(false), 0), CallOutcome.UNKNOWN);
                            story.told(story.look(2, B, "f", new GetFlag(), 10), 6, new FlagRead(false, 6));
                            story.end();
                        }),
                new BreakingCase(
                        AtomicsHaveAnOrder.class,
                        "a value that has gone and come again is taken for the one before",
                        story -> {
                            story.told(story.atomic(1, A, "r", set(1), 0), 5, new ReferenceSet(5, Optional.empty()));
                            story.told(story.atomic(2, A, "r", set(2), 10), 6, new ReferenceSet(6, value(1)));
                            story.told(story.atomic(3, A, "r", set(3), 20), 7, new ReferenceSet(7, value(2)));
                            story.told(story.atomic(4, B, "r", swap(5, 4), 30), 8, SWAPPED);
                            story.end();
                        },
                        story -> {
                            story.told(story.atomic(1, A, "r", set(1), 0), 5, new ReferenceSet(5, Optional.empty()));
                            story.told(story.atomic(2, A, "r", set(2), 10), 6, new ReferenceSet(6, value(1)));
                            story.told(story.atomic(3, A, "r", set(3), 20), 7, new ReferenceSet(7, value(2)));
                            story.told(story.atomic(4, B, "r", swap(7, 4), 30), 8, SWAPPED);
                            story.end();
                        }),
                new BreakingCase(
                        AtomicsHaveAnOrder.class,
                        "a reference has the version of another value",
                        story -> {
                            story.told(story.atomic(1, A, "r", set(1), 0), 5, new ReferenceSet(5, Optional.empty()));
                            story.told(
                                    story.look(2, B, "r", new GetReference(), 10),
                                    6,
                                    new ReferenceRead(value(1), 6, 6));
                            story.end();
                        },
                        story -> {
                            story.told(story.atomic(1, A, "r", set(1), 0), 5, new ReferenceSet(5, Optional.empty()));
                            story.told(
                                    story.look(2, B, "r", new GetReference(), 10),
                                    6,
                                    new ReferenceRead(value(1), 5, 6));
                            story.end();
                        }),
                new BreakingCase(
                        AtomicsHaveAnOrder.class,
                        "a reference is not set though nobody was faster",
                        story -> {
                            story.told(
                                    story.atomic(1, A, "r", swap(0, 1), 0),
                                    5,
                                    new ReferenceSwapped(false, 0, Optional.empty()));
                            story.end();
                        },
                        story -> {
                            story.failed(story.atomic(2, B, "r", set(2), 0), CallOutcome.UNKNOWN);
                            story.told(
                                    story.atomic(1, A, "r", swap(0, 1), 0),
                                    5,
                                    new ReferenceSwapped(false, 4, value(2)));
                            story.end();
                        }));
    }
}
