package io.quorate.simulation.work;

import io.quorate.client.core.Lease;
import io.quorate.client.core.Moment;
import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.Extend;
import io.quorate.recipe.queue.api.QueueContract.Extended;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.Nack;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import io.quorate.recipe.queue.api.QueueContract.Offer;
import io.quorate.recipe.queue.api.QueueContract.Take;
import io.quorate.recipe.queue.api.QueueContract.TakenItem;
import io.quorate.recipe.queue.api.QueueSettings;
import io.quorate.simulation.Chance;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.Hold;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How one program uses queues: it offers items, and takes some, whose leases it ends in every way there is. */
final class QueueWork {
    private static final int MAX_OPEN = 3;
    private static final int GROUPS = 3;

    private final Task task;
    private final SimClient client;
    private final Chance chance;
    private int open;

    QueueWork(Task task, SimClient client, Chance chance) {
        this.task = task;
        this.client = client;
        this.chance = chance;
    }

    boolean isIdle() {
        return open == 0;
    }

    void begin() {
        if (open >= MAX_OPEN) {
            return;
        }
        open++;
        String queue = chance.pick(task.queues());
        if (chance.below(5) < 2) {
            offer(queue);
        } else {
            take(queue);
        }
    }

    /** What is in an item is the number of the operation that offered it. */
    private void offer(String queue) {
        long delay = chance.oneIn(4) ? chance.between(1, 2_000) : 0;
        int priority = chance.below(3);
        String group = chance.oneIn(2) ? "group-" + chance.below(GROUPS) : "";
        client.call(
                QueueVerbs.OFFER,
                queue,
                id -> new Offer(
                        new NewItem(
                                Long.toString(id).getBytes(StandardCharsets.UTF_8),
                                delay,
                                priority,
                                group,
                                "",
                                0,
                                QueueSettings.MOST_ATTEMPTS),
                        0),
                chance.between(200, 10_000),
                Answer.of(reply -> open--, failure -> open--));
    }

    private void take(String queue) {
        Moment asked = client.now();
        Take request = new Take(
                1 + chance.below(3), chance.oneIn(3) ? 0 : chance.between(10, 5_000), chance.between(300, 4_000));
        Operation taking = client.call(
                QueueVerbs.TAKE,
                queue,
                id -> request,
                chance.between(200, 10_000),
                Answer.of(granted -> granted(queue, granted, asked), failure -> open--));
        if (chance.oneIn(10)) {
            client.later(chance.millis(0, 4_000), () -> {
                if (client.giveUp(taking)) {
                    open--;
                }
            });
        }
    }

    private void granted(String queue, Granted granted, Moment asked) {
        open += granted.items().size() - 1;
        Optional<Lease> limit = Optional.of(new Lease(asked, granted.waitedMillis() + granted.leaseMillis()));
        for (TakenItem item : granted.items()) {
            Hold hold = new Hold(client, queue + " item " + item.id(), granted.token(), granted.session(), limit);
            if (!hold.isBelieved()) {
                open--;
                continue;
            }
            task.world().history().holdBegun(hold);
            work(queue, item.id(), hold);
        }
    }

    private void work(String queue, long id, Hold hold) {
        long nanos = chance.oneIn(8) ? chance.millis(1_000, 6_000) : chance.millis(1, 500);
        client.later(nanos, () -> end(queue, id, hold));
    }

    private void end(String queue, long id, Hold hold) {
        int choice = chance.below(10);
        if (choice == 0 && hold.isBelieved()) {
            extend(queue, id, hold);
            return;
        }
        task.world().history().holdEnded(hold);
        long deadline = chance.between(200, 10_000);
        if (choice < 7) {
            Ack ack = new Ack(id, hold.token());
            client.call(QueueVerbs.ACK, queue, any -> ack, deadline, Answer.of(reply -> open--, failure -> open--));
        } else if (choice < 9) {
            Nack nack = new Nack(id, hold.token(), chance.oneIn(2) ? chance.between(1, 1_000) : 0, "at random");
            client.call(QueueVerbs.NACK, queue, any -> nack, deadline, Answer.of(reply -> open--, failure -> open--));
        } else {
            open--;
        }
    }

    private void extend(String queue, long id, Hold hold) {
        Moment asked = client.now();
        Extend extend = new Extend(id, hold.token(), chance.between(300, 4_000));
        client.call(QueueVerbs.EXTEND, queue, any -> extend, chance.between(200, 10_000), new Answer<>() {
            @Override
            public void replied(Extended extended) {
                task.world().history().holdEnded(hold);
                Optional<Lease> limit = Optional.of(new Lease(asked, extended.leaseMillis()));
                Hold longer = new Hold(client, hold.lock(), hold.token(), hold.session(), limit);
                task.world().history().holdBegun(longer);
                work(queue, id, longer);
            }

            @Override
            public void failed(Ending.Failed failure) {
                work(queue, id, hold);
            }
        });
    }
}
