import Glibc
import Tensors

/// A lock between threads and processes: a file under `flock`, which the kernel releases however its holder ends.
struct FileLock {
    private let descriptor: Int32
    private let path: String

    /// Waits for the lock `name` in `folder`; throws `Interrupted` when told to stop, `FileFault` where it cannot
    /// be made.
    init(_ folder: String, name: String) throws {
        try Disk.makeFolder(folder)
        var pause: UInt32 = 1000
        while true {
            if let lock = try FileLock(trying: folder, name: name) {
                self = lock
                return
            }
            try Interrupt.check()
            usleep(pause)
            pause = min(pause * 2, 50_000)
        }
    }

    /// nil while another holds the lock.
    init?(trying folder: String, name: String) throws {
        path = folder + "/" + name + ".lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileFault("lock", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK || code == EINTR else { throw FileFault("lock", path, code: code) }
            return nil
        }
        // The holder before may have removed the file between our opening and locking it.
        var held = stat()
        var named = stat()
        guard fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino,
            held.st_dev == named.st_dev
        else {
            close(descriptor)
            return nil
        }
    }

    /// Lets the next one in. The file goes first, while nobody else can hold it.
    func release() {
        unlink(path)
        close(descriptor)
    }
}
