import Programs
import Workplace
extension Arguments {
    var isPart: Bool { work.isPart }
    func part(in context: Context) -> Arguments {
        var part = self
        part.work = work.part(in: context)
        return part
    }
}
