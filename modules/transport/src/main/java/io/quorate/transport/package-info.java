/** Sockets of a server: its clients' connections on Netty, as messages on the kernel's loop. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.transport;
