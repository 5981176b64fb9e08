package io.quorate.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports for nodes that must know each other's before any of them runs. */
public final class FreePorts {
    private FreePorts() {}

    /**
     * Different ports of the loopback address that nobody has at this moment; somebody may at the next.
     *
     * @throws IOException there are not so many
     */
    public static List<Integer> ofLoopback(int count) throws IOException {
        List<ServerSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return open.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            // Not before the last one is open, so that none is given twice.
            for (ServerSocket socket : open) {
                socket.close();
            }
        }
    }
}
