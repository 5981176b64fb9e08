/** What the messages of clients do: handshake, admission and the way to the kernel and back, without sockets or threads. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.server.front;
