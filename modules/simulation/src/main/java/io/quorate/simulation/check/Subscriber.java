package io.quorate.simulation.check;

import java.util.ArrayList;
import java.util.List;

/** One subscription to a register's changes, and all that came of it. */
public final class Subscriber {
    private final Client client;
    private final String register;
    private final List<Delivery> deliveries = new ArrayList<>();
    private boolean ended;

    public Subscriber(Client client, String register) {
        this.client = client;
        this.register = register;
    }

    public void told(Delivery delivery) {
        deliveries.add(delivery);
    }

    /** The client does not listen any more. */
    public void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /** Name of what it listens to. */
    public String register() {
        return register;
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    @Override
    public String toString() {
        return client.name() + " on " + register;
    }
}
