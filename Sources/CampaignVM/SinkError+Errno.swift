import Glibc

extension SinkError {
  /// The error for `errno` after a call on `path`.
  init(errno code: Int32, path: String?) {
    switch code {
    case EACCES, EPERM, EROFS:
      self.init(
        .notWritable, path: path, what: "this may not be written",
        help: "name another place, or give this user the right")
    case ENOENT, ENOTDIR:
      self.init(.missingFolder, path: path, what: "there is no such folder", help: "make the folder first")
    case EISDIR:
      self.init(.notWritable, path: path, what: "this is a folder", help: "name a file in it")
    case ENOSPC, EDQUOT:
      self.init(.full, path: path, what: "the disk is full", help: "free space, or name a place on another disk")
    case EFBIG:
      self.init(.tooLarge, path: path, what: "the file grew past what this system allows")
    case EBADF where path == nil:
      self.init(.closedPipe, path: path, what: "it is closed", help: "name a file with --out, or let it be open")
    case EPIPE:
      self.init(.closedPipe, path: path, what: "the reading end was closed")
    default:
      self.init(.other, path: path, what: String(cString: strerror(code)))
    }
  }
}
