package io.quorate.simulation.work;

import io.quorate.client.core.EventSink;
import io.quorate.codec.RecordCodec;
import io.quorate.protocol.EventCursor;
import io.quorate.protocol.ReadLevel;
import io.quorate.simulation.Chance;
import io.quorate.simulation.check.Delivery;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.Subscriber;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.register.RegisterContract.Add;
import io.quorate.simulation.register.RegisterContract.Changed;
import io.quorate.simulation.register.RegisterContract.Read;
import io.quorate.simulation.register.RegisterContract.Reading;
import io.quorate.simulation.register.RegisterContract.Swap;
import io.quorate.simulation.register.RegisterContract.Write;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.util.ArrayList;
import java.util.List;

/** How one program uses registers: writes, swaps, adds, reads on every level, and listens. */
final class RegisterWork {
    private static final RecordCodec<Changed> CHANGED = RecordCodec.of(Changed.class);
    private static final int MAX_OPEN = 16;
    private static final int MAX_LISTENING = 4;

    private record Listening(Subscriber subscriber, long subscription) {}

    private final Task task;
    private final SimClient client;
    private final Chance chance;
    private final List<Listening> listening = new ArrayList<>();
    private int open;
    private long lastRead;

    RegisterWork(Task task, SimClient client, Chance chance) {
        this.task = task;
        this.client = client;
        this.chance = chance;
    }

    boolean isIdle() {
        return open == 0;
    }

    private long deadlineMillis() {
        return chance.oneIn(10) ? chance.between(1, 50) : chance.between(1_000, 10_000);
    }

    void command() {
        if (open >= MAX_OPEN) {
            return;
        }
        open++;
        String register = chance.pick(task.registers());
        Done answer = new Done();
        switch (chance.below(4)) {
            case 0 -> client.call(Verbs.SWAP, register, id -> new Swap(id, lastRead, id), deadlineMillis(), answer);
            case 1 -> client.call(Verbs.ADD, register, id -> new Add(id, 1 + id % 7), deadlineMillis(), answer);
            default -> client.call(Verbs.WRITE, register, id -> new Write(id, id), deadlineMillis(), answer);
        }
    }

    void read() {
        if (open >= MAX_OPEN) {
            return;
        }
        open++;
        ReadLevel level = chance.oneIn(2) ? ReadLevel.LINEARIZABLE : chance.pick(List.of(ReadLevel.values()));
        client.query(
                Verbs.READ, chance.pick(task.registers()), new Read(), level, deadlineMillis(), new Answer<Reading>() {
                    @Override
                    public void replied(Reading reply) {
                        open--;
                        lastRead = reply.value();
                    }

                    @Override
                    public void failed(Ending.Failed failure) {
                        open--;
                    }
                });
    }

    /** Begins to listen to a register, or stops. */
    void listen() {
        if (listening.size() >= MAX_LISTENING) {
            Listening ends = listening.remove(chance.below(listening.size()));
            ends.subscriber().end();
            client.unsubscribe(ends.subscription());
            return;
        }
        Subscriber subscriber = new Subscriber(client, chance.pick(task.registers()));
        long subscription = client.subscribe(
                RegisterContract.RECIPE,
                RegisterContract.VERSION,
                subscriber.register(),
                Changed.class.getSimpleName(),
                new Ear(task, subscriber));
        listening.add(new Listening(subscriber, subscription));
        task.world().history().subscribed(subscriber);
    }

    /** The program ends; what its subscriptions miss from now on is no loss. */
    void end() {
        listening.forEach(each -> each.subscriber().end());
    }

    private final class Done implements Answer<RegisterContract.Done> {
        @Override
        public void replied(RegisterContract.Done reply) {
            open--;
        }

        @Override
        public void failed(Ending.Failed failure) {
            open--;
        }
    }

    private record Ear(Task task, Subscriber subscriber) implements EventSink {
        @Override
        public void event(EventCursor at, byte[] body) {
            told(new Delivery.Event(at.revision(), CHANGED.decode(body).number()));
        }

        @Override
        public void reset(EventCursor at) {
            told(new Delivery.Reset(at.revision()));
        }

        private void told(Delivery delivery) {
            task.world().trace().add(subscriber.toString(), delivery.toString());
            subscriber.told(delivery);
        }

        @Override
        public void refused(String code, String message) {}
    }
}
