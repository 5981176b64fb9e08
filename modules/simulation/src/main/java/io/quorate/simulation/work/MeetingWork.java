package io.quorate.simulation.work;

import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Leave;
import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.simulation.Chance;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How one program uses cyclic and double barriers: waits for others, gives up now and then, and leaves what it went into. */
final class MeetingWork {
    private static final long LEAVE_MILLIS = 5_000;

    /** A barrier, as all say it is. */
    private record Meeting(String name, boolean goesIn, int parties, LossPolicy policy) {}

    private static final List<Meeting> ALL = List.of(
            new Meeting("cyclic-breaks", false, 2, LossPolicy.BREAK),
            new Meeting("cyclic-shrinks", false, 3, LossPolicy.SHRINK),
            new Meeting("double-breaks", true, 2, LossPolicy.BREAK),
            new Meeting("double-shrinks", true, 3, LossPolicy.SHRINK));

    private final SimClient client;
    private final Chance chance;
    private final Set<Meeting> busy = new HashSet<>();

    MeetingWork(SimClient client, Chance chance) {
        this.client = client;
        this.chance = chance;
    }

    /** It neither waits anywhere nor is inside. */
    boolean isIdle() {
        return busy.isEmpty();
    }

    void begin() {
        Meeting meeting = chance.pick(ALL);
        if (!busy.add(meeting)) {
            return;
        }
        long wait = chance.oneIn(6) ? 0 : chance.between(10, 4_000);
        Operation asked = client.call(
                meeting.goesIn() ? Verbs.ENTER : Verbs.AWAIT,
                meeting.name(),
                id -> new Arrival(meeting.parties(), meeting.policy(), wait, Long.toString(id)),
                chance.between(200, 10_000),
                Answer.of(passage -> passed(meeting, passage), failure -> busy.remove(meeting)));
        if (chance.oneIn(10)) {
            client.later(chance.millis(0, 2_000), () -> {
                if (client.giveUp(asked)) {
                    busy.remove(meeting);
                }
            });
        }
    }

    private void passed(Meeting meeting, Passage passage) {
        if (!meeting.goesIn()) {
            busy.remove(meeting);
            return;
        }
        long until = chance.oneIn(8) ? chance.millis(500, 6_000) : chance.millis(1, 300);
        client.later(until, () -> leave(meeting, passage));
    }

    private void leave(Meeting meeting, Passage passage) {
        if (!client.believes(passage.session())) {
            busy.remove(meeting);
            return;
        }
        Leave request = new Leave(passage.token(), passage.position(), chance.oneIn(3) ? 0 : chance.between(10, 3_000));
        client.call(Verbs.LEAVE, meeting.name(), id -> request, LEAVE_MILLIS, new Answer<>() {
            @Override
            public void replied(Left reply) {
                busy.remove(meeting);
            }

            @Override
            public void failed(Ending.Failed failure) {
                if (failure.code().equals(BarrierContract.NOT_A_PARTY)) {
                    busy.remove(meeting);
                } else {
                    client.later(chance.millis(10, 200), () -> leave(meeting, passage));
                }
            }
        });
    }
}
