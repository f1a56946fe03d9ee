# guardPython.py PROGRAM [END]: runs a program that nobody has read. An audit hook, which the program
# can't take away, refuses the network, other processes, and files outside of the program's folder.
# END is printed when the program was run to its end.
import os
import sys
import types

program, *end = sys.argv[1:]
folder = os.path.dirname(os.path.realpath(program))
own = (folder, os.path.realpath(sys.base_prefix), os.path.realpath(sys.prefix))
readable = (*own, *(os.path.realpath(place) for place in sys.path if place))
refused = ('socket.', 'subprocess.', 'os.exec', 'os.fork', 'os.posix_spawn', 'os.spawn', 'os.system',
           'os.startfile', 'os.kill', 'pty.', 'ctypes.', 'winreg.')
refused_modules = ('_ctypes', '_posixsubprocess', '_winapi')
changing = ('os.chmod', 'os.chown', 'os.link', 'os.mkdir', 'os.remove', 'os.rename', 'os.rmdir',
            'os.symlink', 'os.truncate', 'os.utime', 'shutil.')
writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def stands_in(path, places, realpath=os.path.realpath, fsdecode=os.fsdecode):
    if isinstance(path, int) or path is None:
        return True
    where = realpath(fsdecode(path))
    return where == '/dev/null' or any(
        where == place or where.startswith(place + os.sep) for place in places)


def audit(event, arguments):
    if event == 'open':
        path, mode, flags = arguments
        writes = any(letter in 'wax+' for letter in mode or '') or (flags or 0) & writing
        if not stands_in(path, (folder,) if writes else readable):
            raise PermissionError('Files outside of the folder are out of bounds.')
    elif event == 'import':
        if arguments[0] in refused_modules:
            raise PermissionError('This module is out of bounds.')
    elif event.startswith(refused):
        raise PermissionError('The network and other processes are out of bounds.')
    elif event.startswith(changing):
        if not all(stands_in(path, (folder,)) for path in arguments
                   if isinstance(path, (str, bytes, os.PathLike))):
            raise PermissionError('Files outside of the folder are out of bounds.')


with open(program, encoding='utf-8') as file:
    code = compile(file.read(), 'program.py', 'exec')
main = types.ModuleType('__main__')
sys.modules['__main__'] = main
sys.argv = ['program.py']
say = os.write
sys.addaudithook(audit)
exec(code, main.__dict__)
if not sys.stdout.closed:
    sys.stdout.flush()
if end:
    say(1, end[0].encode())
