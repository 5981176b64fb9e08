/** Netty handlers that turn frames into messages and back; client and server put the same ones into their pipelines. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.protocol.netty;
