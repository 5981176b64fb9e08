package io.quorate.transport;

import io.netty.channel.Channel;
import java.util.concurrent.RejectedExecutionException;

/** Work for the I/O thread of a channel. */
final class IoTasks {
    private IoTasks() {}

    /** Runs soon, unless the listener is closed: then there is no socket left to work on. Any thread. */
    static void run(Channel channel, Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException closed) {
            // Nothing to do: the threads of a closed listener are gone, and all channels with them.
        }
    }
}
