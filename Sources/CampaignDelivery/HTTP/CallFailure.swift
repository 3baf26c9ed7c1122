import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Why a call failed, in words of a bounded set: errors of libraries can quote headers, hosts and addresses, and are not written out.
enum CallFailure {
  static func words(_ error: any Error) -> String {
    switch error {
    // Its long description has the names and values of headers.
    case let error as HTTPClientError: error.shortDescription.lowercased()
    case let error as NIOConnectionError: connection(error)
    case let error as IOError: system(error.errnoCode)
    case let error as NIOSSLError: tls(error)
    case is NIOSSLExtraError: "TLS failed: the certificate is not one of the provider's host"
    case is BoringSSLError: "TLS failed"
    case let error as ChannelError where error == .eof || error == .ioOnClosedChannel || error == .alreadyClosed:
      "the connection was closed"
    case is ChannelError: "the connection failed"
    case is CancellationError: "cancelled"
    default: "failed (\(type(of: error)))"
    }
  }

  private static func connection(_ error: NIOConnectionError) -> String {
    if let first = error.connectionErrors.first?.error { return words(first) }
    return error.dnsAError == nil && error.dnsAAAAError == nil
      ? "no connection" : "no connection: the host name was not found"
  }

  private static func tls(_ error: NIOSSLError) -> String {
    switch error {
    case .handshakeFailed: "TLS failed: no agreement, or a certificate that is not trusted"
    case .unableToValidateCertificate: "TLS failed: the certificate is not trusted"
    case .uncleanShutdown: "the connection was cut off"
    default: "TLS failed"
    }
  }

  private static func system(_ code: CInt) -> String {
    switch code {
    case ECONNREFUSED: "no connection: refused"
    case ECONNRESET, EPIPE: "the connection was reset"
    case ETIMEDOUT: "no connection: timed out"
    case ENETUNREACH, EHOSTUNREACH: "no connection: unreachable"
    default: "the connection failed (system error \(code))"
    }
  }
}
