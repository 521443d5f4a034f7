import cProfile, pstats, io, time
def test_p(pool, aws, capsys):
    from tests.support.api import call
    call("POST /v1/candidates", {"email": "x@example.org"})
    pr=cProfile.Profile()
    ts=[]
    pr.enable()
    for g in range(300):
        t=time.process_time(); call("POST /v1/candidates", {"email": f"x{g}@example.org"}, source=f"198.51.100.{g%250}"); ts.append(time.process_time()-t)
    pr.disable()
    s=io.StringIO(); pstats.Stats(pr,stream=s).sort_stats("tottime").print_stats(12)
    with capsys.disabled(): print([round(x*1000) for x in ts[::30]]); print(s.getvalue()[:3000])
