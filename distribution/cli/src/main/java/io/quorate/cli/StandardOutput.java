package io.quorate.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** Bytes to a stream of the process, which itself keeps it a secret when nobody takes them. Stays open. */
final class StandardOutput extends OutputStream {
    private final PrintStream out;

    StandardOutput(PrintStream out) {
        this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
        out.write(value);
        requireTaken();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        requireTaken();
    }

    @Override
    public void flush() throws IOException {
        requireTaken();
    }

    /** Flushes. */
    private void requireTaken() throws IOException {
        if (out.checkError()) {
            throw new IOException("it was closed, or its disk is full");
        }
    }
}
