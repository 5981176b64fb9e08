package io.quorate.benchmarks.floor;

import io.quorate.benchmarks.load.Load;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.HdrHistogram.Histogram;

/** How long a value takes to another thread and back, over a socket of the loopback address. */
public final class RoundTrip {
    private static final int WARM = 2_000;
    private static final int TRIPS = 10_000;

    private RoundTrip() {}

    /** Nanoseconds there and back. Blocks. */
    public static Histogram measure() throws IOException {
        Histogram nanos = new Histogram(3);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket near = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket far = listener.accept()) {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread echo = new Thread(() -> echo(far), "echo");
            echo.setDaemon(true);
            echo.start();
            byte[] value = new byte[Load.VALUE_BYTES];
            DataInputStream in = new DataInputStream(near.getInputStream());
            for (int i = 0; i < WARM + TRIPS; i++) {
                long begun = System.nanoTime();
                near.getOutputStream().write(value);
                in.readFully(value);
                if (i >= WARM) {
                    nanos.recordValue(System.nanoTime() - begun);
                }
            }
        }
        return nanos;
    }

    private static void echo(Socket socket) {
        byte[] buffer = new byte[Load.VALUE_BYTES];
        try {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (IOException closed) {
            // The measurement is over.
        }
    }
}
