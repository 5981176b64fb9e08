package io.quorate.simulation.work;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.Take;
import io.quorate.recipe.queue.api.QueueContract.TakenItem;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/** Takes and acknowledges all that is left in queues, once no lease and no delay is left of those who worked on them. */
public final class QueueDrain {
    private static final long DEADLINE_MILLIS = 10_000;

    private final SimClient client;
    private final ArrayDeque<String> queues;
    private final Runnable done;
    private final Consumer<Ending.Failed> failed;
    private final ArrayDeque<Ack> taken = new ArrayDeque<>();

    public QueueDrain(SimClient client, List<String> queues, Runnable done, Consumer<Ending.Failed> failed) {
        this.client = client;
        this.queues = new ArrayDeque<>(queues);
        this.done = done;
        this.failed = failed;
    }

    public void start() {
        client.later(0, this::next);
    }

    private void next() {
        if (!taken.isEmpty()) {
            Ack ack = taken.remove();
            client.call(
                    QueueVerbs.ACK, queues.element(), id -> ack, DEADLINE_MILLIS, Answer.of(reply -> next(), failed));
        } else if (queues.isEmpty()) {
            client.close(DEADLINE_MILLIS, done);
        } else {
            Take all = new Take(QueueContract.MAX_MANY, 0, 0);
            client.call(
                    QueueVerbs.TAKE, queues.element(), id -> all, DEADLINE_MILLIS, Answer.of(this::took, this::over));
        }
    }

    private void took(Granted granted) {
        for (TakenItem item : granted.items()) {
            taken.add(new Ack(item.id(), granted.token()));
        }
        next();
    }

    private void over(Ending.Failed failure) {
        if (failure.code().equals(ErrorCode.WAIT_TIMED_OUT.name())) {
            queues.remove();
            next();
        } else {
            failed.accept(failure);
        }
    }
}
