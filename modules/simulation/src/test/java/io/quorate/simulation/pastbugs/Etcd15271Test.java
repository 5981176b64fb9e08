package io.quorate.simulation.pastbugs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.core.EventSink;
import io.quorate.codec.RecordCodec;
import io.quorate.protocol.EventCursor;
import io.quorate.simulation.check.Delivery;
import io.quorate.simulation.check.Subscriber;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.register.RegisterContract.Changed;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.SimNode;
import org.junit.jupiter.api.Test;

class Etcd15271Test {
    private static final RecordCodec<Changed> CHANGED = RecordCodec.of(Changed.class);

    /** Longer than it takes a node to fall behind, to get a snapshot and to lead. */
    private static final long PAUSE_NANOS = 40 * Scene.SECOND;

    private static final class Ear implements EventSink {
        private final Subscriber subscriber;
        private int events;

        Ear(Subscriber subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void event(EventCursor at, byte[] body) {
            events++;
            subscriber.told(
                    new Delivery.Event(at.revision(), CHANGED.decode(body).number()));
        }

        @Override
        public void reset(EventCursor at) {
            subscriber.told(new Delivery.Reset(at.revision()));
        }

        @Override
        public void refused(String code, String message) {}
    }

    /** What came to the node by a snapshot it has no events of; the subscriber that asks it for them must be told. */
    @Test
    void etcd15271ASubscriberThatGoesOnAtANodeBehindASnapshotIsToldNothingTwiceAndNothingWithAGap() {
        Scene scene = new Scene(4).write();
        SimClient client = scene.client("subscriber");
        Subscriber subscriber = new Subscriber(client, Scene.REGISTER);
        Ear ear = new Ear(subscriber);
        scene.world().history().subscribed(subscriber);
        client.later(
                0,
                () -> client.subscribe(
                        RegisterContract.RECIPE,
                        RegisterContract.VERSION,
                        Scene.REGISTER,
                        Changed.class.getSimpleName(),
                        ear));
        scene.awaitAcknowledged(50);
        int before = ear.events;
        long until = scene.world().time().nanos() + PAUSE_NANOS;
        client.pause(PAUSE_NANOS);
        SimNode node = scene.follower();
        scene.fallBehind(node);
        scene.awaitSnapshot(node);
        scene.makeLead(node);
        scene.elapse(Math.max(1, until - scene.world().time().nanos()));
        scene.awaitAcknowledged(50);
        assertTrue(ear.events > before, "it goes on");
        scene.judge();
    }
}
